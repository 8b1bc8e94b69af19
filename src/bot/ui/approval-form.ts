import type { KnownBlock, ModalView } from '@slack/types';
import { isDestructive } from '#core/impact.ts';
import type { RestoreKind } from '#core/provider.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import type { Recheck } from '#service/api.ts';
import { blocks, formActions, views } from '../ids.ts';
import { context, plainText, section } from './blocks.ts';
import { line, plainName } from './escape.ts';
import { limits } from './limits.ts';
import { requestBlocks } from './request-blocks.ts';
import { modal } from './view.ts';

const title = 'Approve this restore?';

/** Opened at the click, before anything is looked up. */
export function renderApprovalOpening(requestId: string): ModalView {
  return modal({
    callbackId: views.notice,
    title,
    ref: { requestId },
    blocks: [section('Reading the request…')],
  });
}

/** What the record says, while the vendor is asked again. It cannot be submitted yet. */
export function renderApprovalKnown(
  request: RestoreRequest,
  kind: RestoreKind | undefined,
  now: Date,
): ModalView {
  return modal({
    callbackId: views.notice,
    title,
    ref: { requestId: request.id },
    blocks: [
      ...requestBlocks(request, request.findings, kind, now),
      context('Asking the vendor what is true now…'),
    ],
  });
}

export interface ApprovalFacts {
  readonly recheck: Recheck;
  readonly kind: RestoreKind | undefined;
  /** What the card showed when it was clicked. */
  readonly clicked: string;
}

/** What exactly is agreed to; the submission names it. */
export function renderApproval({ recheck, kind, clicked }: ApprovalFacts): ModalView {
  const { request, now } = recheck.stored;
  const agreement = currentAgreement(request);
  return modal({
    callbackId: views.approval,
    title,
    submit: 'Approve',
    ref: { requestId: request.id, agreement },
    blocks: [
      ...(clicked === agreement
        ? []
        : [
            section(
              ':warning: *The request has changed since the card you clicked was drawn.* This is what it is now.',
            ),
          ]),
      ...requestBlocks(request, recheck.findings ?? request.findings, kind, now),
      context(checkedNote(recheck)),
      ...typedBlocks(request),
    ],
  });
}

function checkedNote(recheck: Recheck): string {
  if (recheck.error === undefined)
    return 'Checked at the vendor just now. It is checked again before it starts.';
  return `:warning: *Not checked just now:* ${line(recheck.error)} What you see is what was found when it was asked; it is checked again before it starts.`;
}

function typedBlocks(request: RestoreRequest): readonly KnownBlock[] {
  if (!isDestructive(request.impact)) return [];
  const { target } = request.plan.plan;
  return [
    {
      type: 'input',
      block_id: blocks.typed,
      label: plainText(`Type “${plainName(target.name)}” to confirm`, limits.inputLabel),
      hint: plainText('Exactly as it is written; this restore overwrites it.', limits.inputHint),
      element: {
        type: 'plain_text_input',
        action_id: formActions.input,
        placeholder: plainText('The name of what is overwritten', limits.placeholder),
      },
    },
  ];
}
