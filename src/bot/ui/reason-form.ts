import type { InputBlock, ModalView } from '@slack/types';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { blocks, formActions, views } from '../ids.ts';
import { plainText, section } from './blocks.ts';
import { bold } from './escape.ts';
import { limits } from './limits.ts';
import { modal } from './modal.ts';
import { consoleOf, vendorOf } from './vendor.ts';

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
export function renderStop(
  request: RestoreRequest,
  reader: string,
  kind: RestoreKind | undefined,
): ModalView {
  const isRequester = reader === request.requester;
  return modal({
    callbackId: views.stop,
    title: stopTitle,
    submit: 'Stop it',
    close: 'Let it run',
    ref: { requestId: request.id },
    blocks: [
      section(`restorebot asks ${vendorOf(kind)} to stop it. It may still finish. ${leftHalfway(request)}`),
      {
        ...reasonInput('Reason', 'For the requester, and for the audit.'),
        ...(isRequester ? { optional: true } : {}),
      },
    ],
  });
}

function leftHalfway({ impact, plan }: RestoreRequest): string {
  if (impact.type === 'download') return 'Then there is no download.';
  return `Then ${bold(plan.plan.target.name)} may be half restored.`;
}

/** Ends a request whose outcome nobody knows. */
export function renderClose(requestId: string, kind: RestoreKind | undefined): ModalView {
  return modal({
    callbackId: views.close,
    title: closeTitle,
    submit: 'Close it',
    ref: { requestId },
    blocks: [
      section(
        `Check the target in ${consoleOf(kind)} first. restorebot stops looking, and other requests can restore this target again. If ${vendorOf(kind)} does run this restore, nobody follows it.`,
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
