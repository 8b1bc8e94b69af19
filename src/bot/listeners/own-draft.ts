import type { Draft } from '#core/draft.ts';
import type { Offers } from '#service/api.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { decodeViewRef, type ViewRef } from '../ids.ts';
import { notice } from '../ui/modal.ts';
import { failures } from '../ui/refusals.ts';
import type { ActionCall } from './calls.ts';
import type { ListenerDeps } from './deps.ts';
import type { ViewPayload } from './payloads.ts';
import { refuse, type Who } from './refuse.ts';
import { tell } from './tell.ts';

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

/** The modal in which somebody clicked. `undefined`: this version cannot read it, and the person has been told. */
export async function clickedView(deps: ListenerDeps, call: ActionCall) {
  const { view } = call.payload;
  const ref = decodeViewRef(view?.private_metadata);
  if (view !== undefined && ref !== undefined) return { view, ref };
  await tell(deps, call, failures.oldView);
  return undefined;
}

/** The form in which somebody clicked. `undefined`: there is none any more, and the person has been told. */
export async function clickedForm(
  deps: ListenerDeps,
  call: ActionCall,
): Promise<(Extract<OwnDraft, { type: 'draft' }> & { view: ViewPayload; ref: ViewRef }) | undefined> {
  const clicked = await clickedView(deps, call);
  if (clicked === undefined) return undefined;
  const own = await ownDraft(deps, clicked.ref.requestId, call);
  if (own.type === 'draft') return { ...own, ...clicked };
  await deps.slack.updateView({ id: clicked.view.id }, notice('Restore from a backup', own.text));
  return undefined;
}
