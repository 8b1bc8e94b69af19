import type { ModalView } from '@slack/types';
import type { Choice, Field } from '#core/provider.ts';
import { decodeViewRef } from '../../ids.ts';
import { choiceOptions, emptyText, shownOnce } from '../../ui/form/choice.ts';
import { fieldOfBlock, readFields } from '../../ui/form/fields.ts';
import { formOf, renderForm } from '../../ui/form/form.ts';
import { longAmong } from '../../ui/form/long-value.ts';
import { notice } from '../../ui/modal.ts';
import { refusalText } from '../../ui/refusals.ts';
import type { ListenerDeps } from '../deps.ts';
import { formState } from '../form-state.ts';
import { knownChoices } from '../known-choices.ts';
import { ownDraft } from '../own-draft.ts';
import type { SuggestionPayload } from '../payloads.ts';
import type { Menu } from '../suggestion.ts';

const formGone: Menu = { type: 'over', text: refusalText({ code: 'form-gone' }) };

/** How long a vendor may take, milliseconds: Slack waits less, and the menu can be opened again. */
const vendorMs = 20_000;
/** A list that came too late is there so long for the menu that is opened again, milliseconds. */
const keepMs = 30_000;

/** What a menu of the form offers, given the other answers. */
export async function fieldChoices(
  { service, lateChoices }: ListenerDeps,
  payload: SuggestionPayload,
  signal: AbortSignal,
): Promise<Menu> {
  const { view, block_id: blockId, value: search } = payload;
  const draft = await service.loadDraft(decodeViewRef(view?.private_metadata)?.requestId ?? '');
  if (draft === undefined || draft.requester !== payload.user.id) return formGone;
  const { connection = '' } = draft;
  const kind = service.kind(connection, draft.kind ?? '');
  const field = kind === undefined ? undefined : fieldOfBlock(kind, blockId);
  if (kind === undefined || field === undefined) return formGone;
  // The draft is what is known for certain; the view's own state is there in some payloads, and newer.
  const state = await formState({ service }, draft, view?.state?.values);
  const input = { ...draft.input, ...readFields({ connection, kind }, state) };
  const query = { kind: kind.id, field: field.id, input, search };
  const found = await lateChoices.get(JSON.stringify([connection, query]), async () => {
    const value = await service.choices(connection, query, AbortSignal.timeout(vendorMs));
    return { value, keepMs: signal.aborted ? keepMs : 0 };
  });
  const listed = field.type === 'backup' ? shownOnce(found) : found;
  const offered = [...typedChoice(field, search, found), ...listed];
  const long = longAmong(offered.map(({ value }) => value));
  if (long.length > 0) await service.saveLongValues(draft.requestId, long);
  // Of a search Slack itself says that it found nothing.
  if (offered.length === 0 && search.trim() === '') {
    return { type: 'note', text: emptyText(field, kind, input) };
  }
  return { type: 'options', options: choiceOptions(offered) };
}

/** The form as it is, with a note under the field whose menu was opened. */
export async function formWithNote(
  deps: ListenerDeps,
  payload: SuggestionPayload,
  text: string,
): Promise<ModalView> {
  const ref = decodeViewRef(payload.view?.private_metadata);
  const who = { user: payload.user.id, command: 'choices' };
  const own = await ownDraft(deps, ref?.requestId ?? '', who);
  if (own.type === 'none') return notice('Restore from a backup', own.text);
  const { draft, offers } = own;
  const known = await knownChoices(deps, draft, formOf(draft, offers));
  return renderForm({
    draft,
    offers,
    postIn: ref?.postIn,
    problems: [],
    known,
    notes: { [payload.block_id]: text },
  });
}

/** What was typed, where a field takes more than what the vendor lists. */
function typedChoice(field: Field, search: string, found: readonly Choice[]): readonly Choice[] {
  const typed = search.trim();
  if (field.type !== 'choices' || !field.custom || typed === '') return [];
  return found.some(({ value }) => value === typed) ? [] : [{ value: typed, label: typed }];
}
