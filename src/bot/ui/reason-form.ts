import type { InputBlock, ModalView } from '@slack/types';
import type { RestoreRequest } from '#core/restore-request.ts';
import { blocks, formActions, views } from '../ids.ts';
import { plainText, section } from './blocks.ts';
import { name } from './escape.ts';
import { limits } from './limits.ts';
import { modal } from './modal.ts';

export const denialTitle = 'Deny this restore?';
export const stopTitle = 'Stop the restore?';
export const closeTitle = 'Close without outcome?';

/** Ends a request with a "no". */
export function renderDenial(requestId: string): ModalView {
  return modal({
    callbackId: views.denial,
    title: denialTitle,
    submit: 'Deny',
    ref: { requestId },
    blocks: [
      section('The request ends, and nothing is restored. The reason is shown in its thread.'),
      reasonInput('Reason', 'For the requester, and for the audit.'),
    ],
  });
}

/** Stops what runs at the vendor. The requester may leave the reason out. */
export function renderStop(request: RestoreRequest, reader: string): ModalView {
  const isRequester = reader === request.requester;
  return modal({
    callbackId: views.stop,
    title: stopTitle,
    submit: 'Stop it',
    close: 'Let it run',
    ref: { requestId: request.id },
    blocks: [
      section(`The vendor is asked to stop it. It may still finish. ${leftHalfway(request)}`),
      {
        ...reasonInput('Reason', 'For the requester, and for the audit.'),
        ...(isRequester ? { optional: true } : {}),
      },
    ],
  });
}

function leftHalfway({ impact, plan }: RestoreRequest): string {
  if (impact.type === 'download') return 'No link will come of it.';
  return `${name(plan.plan.target.name)} may be left half restored.`;
}

/** Ends a request whose outcome nobody knows. */
export function renderClose(requestId: string): ModalView {
  return modal({
    callbackId: views.close,
    title: closeTitle,
    submit: 'Close it',
    ref: { requestId },
    blocks: [
      section(
        'restorebot stops looking, and the target can be restored by others again. If the vendor does run this restore, nobody follows it. Look at the vendor’s console first.',
      ),
      reasonInput('What you found', 'For the thread and the audit.'),
    ],
  });
}

/** The input of a reason, required. */
export function reasonInput(label: string, hint: string): InputBlock {
  return {
    type: 'input',
    block_id: blocks.reason,
    label: plainText(label, limits.inputLabel),
    hint: plainText(hint, limits.inputHint),
    element: {
      type: 'plain_text_input',
      action_id: formActions.input,
      multiline: true,
      min_length: 1,
      max_length: limits.reason,
    },
  };
}
