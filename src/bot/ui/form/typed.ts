import type { InputBlock } from '@slack/types';
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

/** The picker works in the reader's own zone and gives an instant; there is nothing to convert. */
export function instantBlock(
  field: FieldOf<'instant'>,
  blockId: string,
  value: FieldValue | undefined,
): InputBlock {
  const seconds = typeof value === 'string' ? Math.floor(Date.parse(value) / 1_000) : Number.NaN;
  const hint = [field.hint, 'In your own time zone; the review shows it again.'].filter(Boolean).join(' ');
  return inputBlock({ ...field, hint }, blockId, {
    type: 'datetimepicker',
    action_id: formActions.field,
    ...(Number.isNaN(seconds) ? {} : { initial_date_time: seconds }),
  });
}

export function readInstant(state: ElementState): FieldValue | undefined {
  const seconds = state.selected_date_time;
  return seconds === undefined || seconds === null ? undefined : new Date(seconds * 1_000).toISOString();
}
