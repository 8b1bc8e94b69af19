import type { InputBlock } from '@slack/types';
import type { Field } from '#core/provider.ts';
import { plainText } from '../blocks.ts';
import { limits } from '../limits.ts';

/** A field's input with its label and hint. `dispatch`: tells us at once when it changes. */
export function inputBlock(
  field: Pick<Field, 'label' | 'hint' | 'required'>,
  blockId: string,
  element: InputBlock['element'],
  dispatch = false,
): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plainText(field.label, limits.inputLabel),
    ...(field.hint === undefined ? {} : { hint: plainText(field.hint, limits.inputHint) }),
    optional: !field.required,
    ...(dispatch ? { dispatch_action: true } : {}),
    element,
  };
}
