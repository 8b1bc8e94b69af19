import type { Option } from '@slack/types';
import type { Choice, Field } from '#core/provider.ts';
import { decodeViewRef } from '../../ids.ts';
import { choiceOptions, messageOption } from '../../ui/form/choice.ts';
import { fieldOfBlock, readFields } from '../../ui/form/fields.ts';
import { longAmong } from '../../ui/form/long-value.ts';
import type { ListenerDeps } from '../deps.ts';
import { formState } from '../form-state.ts';
import type { SuggestionPayload } from '../payloads.ts';

const formGone = 'This form is too old; begin again with /restore';

/** What a menu of the form offers, given the other answers. */
export async function fieldChoices(
  { service }: ListenerDeps,
  payload: SuggestionPayload,
  signal: AbortSignal,
): Promise<readonly Option[]> {
  const { view, block_id: blockId, value: search } = payload;
  const draft = await service.loadDraft(decodeViewRef(view?.private_metadata)?.requestId ?? '');
  if (draft === undefined || draft.requester !== payload.user.id) return [messageOption(formGone)];
  const { connection = '' } = draft;
  const kind = service.kind(connection, draft.kind ?? '');
  const field = kind === undefined ? undefined : fieldOfBlock(kind, blockId);
  if (kind === undefined || field === undefined) return [messageOption(formGone)];
  // The draft is what is known for certain; the view's own state is there in some payloads, and newer.
  const state = await formState({ service }, draft, view?.state?.values);
  const input = { ...draft.input, ...readFields({ connection, kind }, state) };
  const found = await service.choices(connection, { kind: kind.id, field: field.id, input, search }, signal);
  const offered = [...typedChoice(field, search, found), ...found];
  const long = longAmong(offered.map(({ value }) => value));
  if (long.length > 0) await service.saveLongValues(draft.requestId, long);
  return choiceOptions(offered);
}

/** What was typed, where a field takes more than what the vendor lists. */
function typedChoice(field: Field, search: string, found: readonly Choice[]): readonly Choice[] {
  const typed = search.trim();
  if (field.type !== 'choices' || !field.custom || typed === '') return [];
  return found.some(({ value }) => value === typed) ? [] : [{ value: typed, label: typed }];
}
