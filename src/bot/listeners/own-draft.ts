import type { Draft } from '#core/draft.ts';
import type { Offers } from '#service/api.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import type { ListenerDeps } from './deps.ts';
import { refuse, type Who } from './refuse.ts';

/** A draft with what its owner may ask for; or why there is none, as text. */
export type OwnDraft =
  | ({ readonly type: 'draft'; readonly draft: Draft } & Omit<Extract<Offers, { type: 'offers' }>, 'type'>)
  | { readonly type: 'none'; readonly text: string };

/** The draft of a form, if it is this person's and they may still ask for something. */
export async function ownDraft(deps: ListenerDeps, requestId: string, who: Who): Promise<OwnDraft> {
  const { service } = deps;
  const [draft, offers] = await Promise.all([service.loadDraft(requestId), service.offers(who.user)]);
  const none = async (refusal: ServiceRefusal): Promise<OwnDraft> => ({
    type: 'none',
    text: await refuse(deps, who, refusal, requestId),
  });
  if (draft === undefined) return none({ code: 'form-gone' });
  if (draft.requester !== who.user) return none({ code: 'not-your-form' });
  if (offers.type === 'none') return none({ code: 'may-not-ask', because: offers.because });
  return { ...offers, type: 'draft', draft };
}
