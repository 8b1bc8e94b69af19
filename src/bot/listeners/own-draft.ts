import type { Draft } from '#core/draft.ts';
import type { Offer } from '#service/api.ts';
import { refusalText } from '../ui/refusals.ts';
import type { ListenerDeps } from './deps.ts';

/** A draft with what its owner may ask for; or why there is none, in words. */
export type OwnDraft =
  | { readonly type: 'draft'; readonly draft: Draft; readonly offers: readonly Offer[] }
  | { readonly type: 'none'; readonly text: string };

/** The draft of a form, if it is this person's and they may still ask for something. */
export async function ownDraft(
  { service }: ListenerDeps,
  requestId: string,
  user: string,
): Promise<OwnDraft> {
  const [draft, offers] = await Promise.all([service.loadDraft(requestId), service.offers(user)]);
  if (draft === undefined) return { type: 'none', text: refusalText({ code: 'form-gone' }) };
  if (draft.requester !== user) return { type: 'none', text: refusalText({ code: 'not-your-form' }) };
  if (offers.type === 'none') {
    return { type: 'none', text: refusalText({ code: 'may-not-ask', because: offers.because }) };
  }
  return { type: 'draft', draft, offers: offers.offers };
}
