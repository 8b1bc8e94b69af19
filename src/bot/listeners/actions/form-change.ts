import type { ModalView } from '@slack/types';
import type { Draft } from '#core/draft.ts';
import { readInstantOrAge, readTypedInstant } from '#core/instant.ts';
import { fieldOfBlock, type FormOf, type KnownChoices, labelsOf } from '../../ui/form/fields.ts';
import { formOf, readForm, renderForm } from '../../ui/form/form.ts';
import { decodeMoment, outside, windowOf } from '../../ui/form/moment.ts';
import { failures } from '../../ui/refusals.ts';
import type { ActionCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { formState } from '../form-state.ts';
import { momentWindows } from '../moment-window.ts';
import { clickedForm } from '../own-draft.ts';
import type { ViewPayload } from '../payloads.ts';
import { replaceForm } from '../replace-form.ts';
import { tell } from '../tell.ts';
import { withPast } from '../with-past.ts';

/**
 * Something was chosen in the form: keeps it, because Slack does not tell a menu's look-up what the other inputs
 * hold, and draws the form again where it must ask something else now.
 */
export async function formChange(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const own = await clickedForm(deps, call);
  if (own === undefined) return undefined;
  const { view, ref } = own;
  const { action_ts: clickedAt } = call.action;
  if (isLater(own.draft, clickedAt)) return undefined;
  const state = await formState(deps, own.draft, view.state?.values);
  const answered = { ...readForm(own.draft, own.offers, state), clickedAt };
  const form = formOf(answered, own.offers);
  const changed = form === undefined ? undefined : fieldOfBlock(form.kind, call.action.block_id);
  const chosen =
    changed?.type === 'source'
      ? withoutWindows(answered, form)
      : await withNewerWindows(deps, answered, form);
  const read = await withPast(deps, chosen, form);
  await deps.service.saveDraft(read);
  const draw = (draft: Draft) =>
    renderForm({ draft, offers: own.offers, postIn: ref.postIn, problems: [], known: draft.labels ?? {} });
  // First what depends on the answer: the next one may be given before the vendor has said what is possible.
  const first = draw(read);
  const there = asksTheSame(view, first) ? view : await drawNewest(deps, view, first, read);
  // What is possible does not change while a moment is typed.
  if (typeof there === 'string' || changed?.type === 'instant') return undefined;
  const windows = await momentWindows(deps, read, form);
  if (Object.keys(windows).length === 0) return undefined;
  const next = draw(await withLabels(deps, read, windows));
  if (!asksTheSame(first, next)) await deps.slack.updateView(there, next);
}

/**
 * Draws the form; where another click was drawn in between, by whatever process, over that one, if this is still the
 * person's newest. Slack refuses the update of a form that has changed since the click (`hash`).
 */
async function drawNewest(
  { slack, service }: ListenerDeps,
  view: ViewPayload,
  form: ModalView,
  { requestId, clickedAt }: Draft,
): ReturnType<ListenerDeps['slack']['updateView']> {
  const drawn = await slack.updateView(view, form);
  if (drawn !== 'changed-meanwhile') return drawn;
  const newest = await service.loadDraft(requestId);
  return newest?.clickedAt === clickedAt ? slack.updateView({ id: view.id }, form) : drawn;
}

/** Whether a draft already has the answers of a later click: each click sends all of them. */
function isLater({ clickedAt }: Draft, than: string): boolean {
  return clickedAt !== undefined && Number(clickedAt) > Number(than);
}

/** What was possible from another source says nothing of this one. */
function withoutWindows(draft: Draft, form: FormOf | undefined): Draft {
  const moments = new Set(form?.kind.fields.filter(({ type }) => type === 'instant').map(({ id }) => id));
  const kept = Object.entries(draft.labels ?? {}).filter(([id]) => !moments.has(id));
  return { ...draft, labels: Object.fromEntries(kept) };
}

/** What is possible grows with time: looked up again where a moment is later than the last one that is known. */
async function withNewerWindows(deps: ListenerDeps, draft: Draft, form: FormOf | undefined): Promise<Draft> {
  const { input, labels = {} } = draft;
  const isLate = form?.kind.fields.some(({ id, type }) => {
    const at = type === 'instant' ? readTypedInstant(String(input[id])) : undefined;
    const window = windowOf(labels[id]);
    return at !== undefined && window !== undefined && outside(at, window) === 'after';
  });
  if (isLate !== true) return draft;
  const found = Object.entries(await momentWindows(deps, draft, form)).filter(([, all]) => all.length > 0);
  return { ...draft, labels: labelsOf({ ...labels, ...Object.fromEntries(found) }) };
}

/** With what was looked up meanwhile; somebody may have answered more while the vendor was asked. */
async function withLabels({ service }: ListenerDeps, read: Draft, found: KnownChoices): Promise<Draft> {
  const newest = (await service.loadDraft(read.requestId)) ?? read;
  if (newest.reviewed !== undefined) return newest;
  const draft = { ...newest, labels: labelsOf({ ...newest.labels, ...found }) };
  await service.saveDraft(draft);
  return draft;
}

/** Whether nothing would change but what the person has just done. */
function asksTheSame(shown: Pick<ViewPayload, 'blocks'>, next: ModalView): boolean {
  return JSON.stringify(questions(shown.blocks)) === JSON.stringify(questions(next.blocks));
}

/** The block_ids that name what is asked; those of fixed inputs have no colon. */
function questions(blocks: readonly { readonly block_id?: string | undefined }[]): readonly string[] {
  return blocks.flatMap(({ block_id: id }) => (id?.includes(':') === true ? [id] : []));
}

/** A button that answers a field for a point in time. */
export async function momentChosen(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const moment = decodeMoment(call.action.value);
  const at = moment === undefined ? undefined : readInstantOrAge(moment.typed, deps.now());
  if (moment === undefined || at === undefined) return tell(deps, call, failures.oldView);
  const own = await clickedForm(deps, call);
  if (own === undefined) return undefined;
  const { view, ref } = own;
  const state = await formState(deps, own.draft, view.state?.values);
  const read = readForm(own.draft, own.offers, state);
  const second = new Date(Math.floor(at.getTime() / 1_000) * 1_000);
  const chosen = { ...read, input: { ...read.input, [moment.fieldId]: second.toISOString() } };
  const draft = await withNewerWindows(deps, chosen, formOf(chosen, own.offers));
  await deps.service.saveDraft(draft);
  const known = draft.labels ?? {};
  const next = renderForm({ draft, offers: own.offers, postIn: ref.postIn, problems: [], known });
  return replaceForm(deps, view, next);
}
