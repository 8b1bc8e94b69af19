import type { ModalView } from '@slack/types';
import { decodeViewRef } from '../../ids.ts';
import { readForm, renderForm } from '../../ui/form/form.ts';
import { failures } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { formState } from '../form-state.ts';
import { ownDraft } from '../own-draft.ts';
import type { ViewPayload } from '../payloads.ts';
import { tell } from '../tell.ts';
import type { ActionCall } from '../wrap.ts';

/**
 * Something was chosen in the form: keeps it, because Slack does not tell a menu's look-up what the other inputs
 * hold, and draws the form again where it must ask something else now.
 */
export async function formChange(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const { view } = call.payload;
  const ref = decodeViewRef(view?.private_metadata);
  if (view === undefined || ref === undefined) return tell(deps, call, failures.oldView);
  const own = await ownDraft(deps, ref.requestId, call);
  if (own.type === 'none') {
    await deps.slack.updateView({ id: view.id }, notice('Restore from a backup', own.text));
    return undefined;
  }
  const state = await formState(deps, own.draft, view.state?.values);
  const draft = readForm(own.draft, own.offers, state);
  await deps.service.saveDraft(draft);
  const known = draft.labels ?? {};
  const next = renderForm({ draft, offers: own.offers, postIn: ref.postIn, problems: [], known });
  if (!asksTheSame(view, next)) await deps.slack.updateView(view, next);
  return undefined;
}

/** Whether nothing would change but what the person has just done. */
function asksTheSame(shown: ViewPayload, next: ModalView): boolean {
  return JSON.stringify(questions(shown.blocks)) === JSON.stringify(questions(next.blocks));
}

/** The block_ids that name what is asked; those of fixed inputs have no colon. */
function questions(blocks: readonly { readonly block_id?: string | undefined }[]): readonly string[] {
  return blocks.flatMap(({ block_id: id }) => (id?.includes(':') === true ? [id] : []));
}
