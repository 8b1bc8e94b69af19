import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { RestoreKind } from '#core/provider.ts';
import type { StateOf } from '#core/restore-request.ts';
import { blocks, formActions, views } from '../ids.ts';
import { plainText, section } from './blocks.ts';
import { plain } from './escape.ts';
import type { ElementState } from './form/element-state.ts';
import { limits } from './limits.ts';
import { modal } from './modal.ts';
import { vendorOf } from './vendor.ts';

/** Which operation at the vendor is this restore: one of the candidates, or an id from the vendor's console. `kind` says what ids are. */
export function renderAdopt(requestId: string, candidates: readonly string[], kind?: RestoreKind): ModalView {
  const options = candidates
    .filter((id) => id.length <= limits.optionValue)
    .slice(0, limits.options)
    .map(candidateOption);
  return modal({
    callbackId: views.adopt,
    title: 'Follow a restore',
    submit: 'Follow it',
    ref: { requestId },
    blocks: [
      section(
        `restorebot first looks the operation up at ${vendorOf(kind)}. It follows the operation only if it matches this plan.`,
      ),
      ...(options.length === 0 ? [] : [candidateBlock(options)]),
      operationBlock(options.length === 0, kind),
    ],
  });
}

/** What a person named; a typed id wins over a chosen one. */
export function readAdopt(state: ReadonlyMap<string, ElementState>): string | undefined {
  const typed = state.get(blocks.operation)?.value?.trim() ?? '';
  return typed === '' ? state.get(blocks.candidate)?.selected_option?.value : typed;
}

export function candidatesOf(state: { readonly tag: string } | StateOf<'unknown'>): readonly string[] {
  return 'known' in state ? state.known.candidates : [];
}

function candidateOption(id: string): PlainTextOption {
  return { text: plainText(plain(id), limits.optionText), value: id };
}

function candidateBlock(options: PlainTextOption[]): KnownBlock {
  return {
    type: 'input',
    block_id: blocks.candidate,
    optional: true,
    label: plainText('Possible matches', limits.inputLabel),
    element: { type: 'static_select', action_id: formActions.input, options },
  };
}

function operationBlock(isOnly: boolean, kind: RestoreKind | undefined): KnownBlock {
  const ids = kind?.facts.operationIds ?? 'it as the vendor’s console or API shows it';
  return {
    type: 'input',
    block_id: blocks.operation,
    optional: !isOnly,
    label: plainText(isOnly ? 'Operation id' : 'Or another operation id', limits.inputLabel),
    hint: plainText(`Type ${ids}.`, limits.inputHint),
    element: { type: 'plain_text_input', action_id: formActions.input, max_length: 200 },
  };
}
