import type { InputBlock, PlainTextOption } from '@slack/types';
import { defined } from '#core/defined.ts';
import type { Choice, Field } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { formActions } from '../../ids.ts';
import { plainText } from '../blocks.ts';
import { limits } from '../limits.ts';
import { choiceOption, isNoChoice } from './choice.ts';
import type { ElementState } from './element-state.ts';
import { inputBlock } from './input-block.ts';

type SelectField = Extract<Field, { type: 'source' | 'backup' | 'target' | 'choice' }>;
type MultiField = Extract<Field, { type: 'choices' }>;

/** One of several; asks for its entries as soon as it is opened. */
export function selectBlock(
  field: SelectField,
  blockId: string,
  value: FieldValue | undefined,
  known: readonly Choice[],
): InputBlock {
  const fixed = field.type === 'choice' ? field.options : undefined;
  const initial = typeof value === 'string' && value !== '' ? optionFor(value, fixed ?? known) : undefined;
  const element = {
    action_id: formActions.field,
    placeholder: plainText(fixed === undefined ? 'Choose, or type to search' : 'Choose', limits.placeholder),
  };
  if (fixed !== undefined) {
    const options = fixed.slice(0, limits.options).map(choiceOption);
    const chosen = options.find((option) => option.value === value);
    return inputBlock(field, blockId, {
      type: 'static_select',
      ...element,
      options,
      ...defined({ initial_option: chosen }),
    });
  }
  return inputBlock(
    field,
    blockId,
    { type: 'external_select', ...element, min_query_length: 0, ...defined({ initial_option: initial }) },
    true,
  );
}

export function multiSelectBlock(
  field: MultiField,
  blockId: string,
  value: FieldValue | undefined,
  known: readonly Choice[],
): InputBlock {
  const chosen = Array.isArray(value) ? value.map((each) => optionFor(each, known)) : [];
  return inputBlock(
    field,
    blockId,
    {
      type: 'multi_external_select',
      action_id: formActions.field,
      placeholder: plainText(
        field.custom ? 'Choose, or type your own' : 'Choose one or several',
        limits.placeholder,
      ),
      min_query_length: 0,
      max_selected_items: limits.options,
      ...(chosen.length === 0 ? {} : { initial_options: chosen }),
    },
    true,
  );
}

/** Slack wants the words of what is chosen; where the vendor no longer lists it, the value itself is shown. */
function optionFor(value: string, known: readonly Choice[]): PlainTextOption {
  return choiceOption(known.find((choice) => choice.value === value) ?? { value, label: value });
}

export function readSelect(state: ElementState): FieldValue | undefined {
  const value = state.selected_option?.value;
  return value === undefined || isNoChoice(value) ? undefined : value;
}

export function readMultiSelect(state: ElementState): FieldValue | undefined {
  const values = (state.selected_options ?? [])
    .map(({ value }) => value)
    .filter((value) => !isNoChoice(value));
  return values.length === 0 ? undefined : values;
}
