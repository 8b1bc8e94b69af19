import type { InputBlock, PlainTextOption } from '@slack/types';
import type { Field, FormInput } from '#core/provider.ts';
import { formActions } from '../../ids.ts';
import { plainText } from '../blocks.ts';
import { limits } from '../limits.ts';
import type { ElementState } from './element-state.ts';

export type Toggle = Extract<Field, { type: 'toggle' }>;

/** All toggles of a form in as few blocks as Slack allows (ten in one). */
export function toggleBlocks(
  toggles: readonly Toggle[],
  blockId: (index: number) => string,
  input: FormInput,
): readonly InputBlock[] {
  return chunks(toggles).map((chunk, index) => {
    const options = chunk.map(option);
    const on = options.filter(({ value }) => value !== undefined && input[value] === true);
    return {
      type: 'input',
      block_id: blockId(index),
      label: plainText('Options', limits.inputLabel),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: formActions.field,
        options,
        ...(on.length === 0 ? {} : { initial_options: on }),
      },
    };
  });
}

/** Every toggle of the block as yes or no. */
export function readToggles(toggles: readonly Toggle[], index: number, state: ElementState): FormInput {
  const on = new Set((state.selected_options ?? []).map(({ value }) => value));
  return Object.fromEntries((chunks(toggles)[index] ?? []).map(({ id }) => [id, on.has(id)]));
}

function option({ id, label, hint }: Toggle): PlainTextOption {
  return {
    text: plainText(label, limits.optionText),
    value: id,
    ...(hint === undefined ? {} : { description: plainText(hint, limits.optionDescription) }),
  };
}

function chunks(toggles: readonly Toggle[]): readonly (readonly Toggle[])[] {
  const count = Math.ceil(toggles.length / limits.checkboxes);
  return Array.from({ length: count }, (_, index) =>
    toggles.slice(index * limits.checkboxes, (index + 1) * limits.checkboxes),
  );
}
