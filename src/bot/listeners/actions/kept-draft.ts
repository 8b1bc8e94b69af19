import { defined } from '#core/defined.ts';
import type { Draft } from '#core/draft.ts';
import { withoutAge } from '../../ui/form/choice.ts';
import { formOf, renderForm } from '../../ui/form/form.ts';
import type { ActionCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { knownChoices } from '../known-choices.ts';
import { clickedForm } from '../own-draft.ts';
import { replaceForm } from '../replace-form.ts';

/** "Continue it": what was filled in before, in the form that is open now. It stays its own request. */
export async function resumeDraft(deps: ListenerDeps, call: ActionCall): Promise<void> {
  return redraw(deps, call, async (draft) => {
    const kept = await deps.service.loadDraft(call.action.value ?? '');
    if (kept === undefined || kept.requester !== call.user) return undefined;
    const { reviewed: _, checkOnly: __, channel: ___, ...filled } = kept;
    const { requestId, channel, about = filled.about } = draft;
    return { ...filled, labels: withoutAges(filled.labels), requestId, ...defined({ channel, about }) };
  });
}

/** An age was true when it was looked up; the instant next to it still is. */
function withoutAges(labels: Draft['labels'] = {}): Draft['labels'] {
  return Object.fromEntries(
    Object.entries(labels).map(([id, all]) => [
      id,
      all.map(({ value, label }) => ({ value, label: withoutAge(label) })),
    ]),
  );
}

/** "Discard it" */
export async function discardDraft(deps: ListenerDeps, call: ActionCall): Promise<void> {
  return redraw(deps, call, async (draft) => {
    await deps.service.forgetKeptDraft(call.user);
    return draft;
  });
}

/** Draws the form with another draft in it; `undefined`: that one is gone. */
async function redraw(
  deps: ListenerDeps,
  call: ActionCall,
  change: (draft: Draft) => Promise<Draft | undefined>,
): Promise<void> {
  const own = await clickedForm(deps, call);
  if (own === undefined) return undefined;
  const { offers, view, ref } = own;
  const changed = await change(own.draft);
  const draft = changed ?? own.draft;
  if (changed !== undefined && changed !== own.draft) await deps.service.saveDraft(changed);
  // A backup has grown older, and may be the newest no more.
  const known = await knownChoices(deps, draft, formOf(draft, offers), 'backup');
  const problems = changed === undefined ? ['That form was kept for 30 minutes and is gone.'] : [];
  const form = renderForm({ draft, offers, postIn: ref.postIn, problems, known });
  return replaceForm(deps, view, form);
}
