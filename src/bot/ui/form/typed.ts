import type { InputBlock } from '@slack/types';
import { readTypedInstant } from '#core/instant.ts';
import type { Field } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { formActions } from '../../ids.ts';
import { plainText } from '../blocks.ts';
import { limits } from '../limits.ts';
import type { ElementState } from './element-state.ts';
import { inputBlock } from './input-block.ts';

type FieldOf<Type extends Field['type']> = Extract<Field, { type: Type }>;

export function textBlock(
  field: FieldOf<'text'>,
  blockId: string,
  value: FieldValue | undefined,
): InputBlock {
  const maxLength = Math.min(field.maxLength, limits.plainTextInput);
  return inputBlock(field, blockId, {
    type: 'plain_text_input',
    action_id: formActions.field,
    max_length: maxLength,
    ...(field.placeholder === undefined
      ? {}
      : { placeholder: plainText(field.placeholder, limits.placeholder) }),
    ...(typeof value === 'string' && value !== '' ? { initial_value: value.slice(0, maxLength) } : {}),
  });
}

export function readText(state: ElementState): FieldValue | undefined {
  const text = state.value?.trim() ?? '';
  return text === '' ? undefined : text;
}

export function integerBlock(
  field: FieldOf<'integer'>,
  blockId: string,
  value: FieldValue | undefined,
): InputBlock {
  return inputBlock(field, blockId, {
    type: 'number_input',
    action_id: formActions.field,
    is_decimal_allowed: false,
    min_value: String(field.min),
    max_value: String(field.max),
    ...(typeof value === 'number' ? { initial_value: String(value) } : {}),
  });
}

export function readInteger(state: ElementState): FieldValue | undefined {
  const text = state.value?.trim() ?? '';
  const number = Number(text);
  return text === '' || !Number.isInteger(number) ? undefined : number;
}

/** `2026-11-20T14:02:37Z` */
export function momentText(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/**
 * Typed, to the second and with its zone: Slack's picker knows no seconds, works in the zone of the device, and cannot
 * say which of the two hours it means in the night when clocks go back.
 */
export function instantBlock(
  field: FieldOf<'instant'>,
  blockId: string,
  value: FieldValue | undefined,
): InputBlock {
  const at = typeof value === 'string' ? readTypedInstant(value) : undefined;
  const initial = at === undefined ? value : momentText(at);
  const hint = [field.hint, 'Include the time zone: Z is UTC, +01:00 is one hour ahead.']
    .filter(Boolean)
    .join(' ');
  const element = {
    type: 'plain_text_input',
    action_id: formActions.field,
    // What it means is said below while it is typed.
    dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
    max_length: 40,
    placeholder: plainText('2026-11-20T14:02:37Z', limits.placeholder),
    ...(typeof initial === 'string' && initial !== '' ? { initial_value: initial.slice(0, 40) } : {}),
  } satisfies InputBlock['element'];
  return inputBlock({ ...field, hint }, blockId, element, true);
}

/** ISO 8601, or what was typed where that is no moment. A form of an older version has a picker: Unix seconds. */
export function readInstant(state: ElementState): FieldValue | undefined {
  const seconds = state.selected_date_time;
  if (seconds !== undefined && seconds !== null) return new Date(seconds * 1_000).toISOString();
  const text = readText(state);
  if (typeof text !== 'string') return undefined;
  return readTypedInstant(text)?.toISOString() ?? text;
}
