import type { KnownBlock, ModalView } from '@slack/types';
import { isDestructive } from '#core/impact.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { CardFacts, RestoreKind } from '#core/provider.ts';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import type { Recheck } from '#service/api.ts';
import { blocks, formActions } from '../ids.ts';
import { actions, context, plainText, section } from './blocks.ts';
import { newerButton } from './card-buttons.ts';
import { line, plainWhole } from './escape.ts';
import { limits } from './limits.ts';
import { modal, type ModalFacts, notice } from './modal.ts';
import { newerBlocks } from './newer-backup.ts';
import { requestBlocks } from './request-blocks.ts';
import { vendorOf } from './vendor.ts';
import { canBeShown, idsLine, tooLong } from './whole-plan.ts';
import { whyText } from './why.ts';

/*
 * A form in which somebody approves a restore, or starts it alone: the whole plan, as the vendor shows it at this
 * moment. It opens at the click and is filled while the vendor is asked.
 */

export interface CheckedFacts {
  readonly recheck: Recheck;
  readonly kind: RestoreKind | undefined;
  /** The agreement that the card showed when it was clicked. */
  readonly clicked: string;
}

/** What the record says, while the vendor is asked again. It cannot be submitted yet. */
export function renderKnown(
  title: string,
  { request, now }: Pick<StoredRequest, 'request' | 'now'>,
  { kind, checks }: Partial<CardFacts>,
): ModalView {
  const { findings } = request;
  return {
    ...notice(title, '', { requestId: request.id }),
    blocks: [
      ...requestBlocks(request, { findings, checks, kind, now }),
      context(`Checking at ${vendorOf(kind)} now…`),
    ],
  };
}

/** Everything that a person must see before they approve. */
function checkedBlocks({ recheck, kind, clicked }: CheckedFacts): readonly KnownBlock[] {
  const { request, now } = recheck.stored;
  const { findings = request.findings, checks } = recheck;
  const isNews = clicked !== currentAgreement(request);
  return [
    ...(isNews
      ? [
          section(
            ':warning: *The request has changed since the card you clicked was drawn.* This is what it is now.',
          ),
        ]
      : []),
    ...newerNote(recheck),
    ...requestBlocks(request, { findings, checks, kind, now }),
    context(...[checkedNote(recheck, kind), idsLine(request.plan.plan, kind)].filter((text) => text !== '')),
  ];
}

/** Whether the vendor shows just now that it cannot be done: then there is nothing to agree to. */
function cannotBeDone({ findings = [] }: Recheck): boolean {
  return findings.some(({ level }) => level === 'blocker');
}

/** The form with which it is agreed to; without a way to send it where what it is about cannot be done. */
export function checkedModal(
  facts: CheckedFacts,
  form: Pick<ModalFacts, 'callbackId' | 'title' | 'submit'> & {
    readonly before?: readonly KnownBlock[];
    readonly inputs: readonly KnownBlock[];
  },
): ModalView {
  const { callbackId, title, submit, before = [], inputs } = form;
  const { request } = facts.recheck.stored;
  if (cannotBeDone(facts.recheck)) {
    const no = section(
      ':no_entry: *This cannot be done as it was asked; nobody can agree to it.* The reasons are below. Deny the request, or have it withdrawn and asked again.',
    );
    return { ...notice(title, '', { requestId: request.id }), blocks: [no, ...checkedBlocks(facts)] };
  }
  const blocks = [...before, ...checkedBlocks(facts), ...inputs];
  const { plan, impact } = request;
  if (!canBeShown({ plan: plan.plan, impact })) {
    return { ...notice(title, '', { requestId: request.id }), blocks: [section(tooLong)] };
  }
  const ref = { requestId: request.id, agreement: currentAgreement(request) };
  return modal({ callbackId, title, submit, ref, blocks });
}

/** A newer backup is shown, and changes nothing automatically. */
function newerNote({ newer, stored: { request } }: Recheck): readonly KnownBlock[] {
  switch (newer?.type) {
    case 'newer':
      return [
        ...newerBlocks(request, newer.takenAt),
        ...actions(newerButton(request, newer.takenAt), blocks.newer),
      ];
    case 'not-known':
      return [context(`Whether there is a newer backup is not known: ${line(whyText(newer.why))}`)];
    case 'none':
    case undefined:
      return [];
  }
}

function checkedNote(recheck: Recheck, kind: RestoreKind | undefined): string {
  if (recheck.unchecked === undefined)
    return `Checked at ${vendorOf(kind)} just now. It is checked again before it starts.`;
  return `:warning: *Not checked just now:* ${line(whyText(recheck.unchecked))} What you see is what was found when it was asked; it is checked again before it starts.`;
}

/** The name of what is overwritten, to be typed; nothing where nothing is. */
export function typedBlocks(request: RestoreRequest): readonly KnownBlock[] {
  if (!isDestructive(request.impact)) return [];
  const { target } = request.plan.plan;
  return [
    {
      type: 'input',
      block_id: blocks.typed,
      label: plainText(`Type “${plainWhole(target.name)}” to confirm`, limits.typedLabel),
      hint: plainText('Exactly as it is written; this restore overwrites it.', limits.inputHint),
      element: {
        type: 'plain_text_input',
        action_id: formActions.input,
        placeholder: plainText('The name of what is overwritten', limits.placeholder),
      },
    },
  ];
}
