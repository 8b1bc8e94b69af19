import { decodeViewRef } from '../../ids.ts';
import { formOf, renderForm } from '../../ui/form/form.ts';
import { failures } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { knownChoices } from '../known-choices.ts';
import { ownDraft } from '../own-draft.ts';
import { tell } from '../tell.ts';
import type { ActionCall } from '../wrap.ts';

/** "Change it" in the review: back to the form, as it was filled in. */
export async function editRequest(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const { view } = call.payload;
  const ref = decodeViewRef(view?.private_metadata);
  if (view === undefined || ref === undefined) return tell(deps, call, failures.oldView);
  const own = await ownDraft(deps, ref.requestId, call);
  if (own.type === 'none') {
    await deps.slack.updateView({ id: view.id }, notice('Restore from a backup', own.text));
    return undefined;
  }
  const { offers } = own;
  // After a check that asks for nothing, this is how to ask for it.
  const { checkOnly, ...draft } = own.draft;
  if (checkOnly !== undefined) await deps.service.saveDraft(draft);
  const known = await knownChoices(deps, draft, formOf(draft, offers));
  const form = renderForm({ draft, offers, postIn: ref.postIn, problems: [], known });
  await deps.slack.updateView(view, form);
  return undefined;
}
