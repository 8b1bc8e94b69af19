import { formOf, renderForm } from '../../ui/form/form.ts';
import type { ActionCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { knownChoices } from '../known-choices.ts';
import { clickedForm } from '../own-draft.ts';

/** "Change it" in the review: back to the form, as it was filled in. */
export async function editRequest(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const own = await clickedForm(deps, call);
  if (own === undefined) return undefined;
  const { offers, view, ref } = own;
  // After a check that asks for nothing, this is how to ask for it.
  const reviewed = await deps.service.loadReviewed(ref.requestId);
  const { checkOnly: _, reviewed: __, ...draft } = reviewed ?? own.draft;
  await deps.service.saveDraft(draft);
  const known = await knownChoices(deps, draft, formOf(draft, offers));
  const form = renderForm({ draft, offers, postIn: ref.postIn, problems: [], known });
  await deps.slack.updateView(view, form);
}
