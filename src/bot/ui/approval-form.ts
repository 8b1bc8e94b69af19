import type { ModalView } from '@slack/types';
import { currentAgreement } from '#core/restore-request.ts';
import { views } from '../ids.ts';
import { checkedBlocks, type CheckedFacts, typedBlocks } from './checked-form.ts';
import { modal } from './view.ts';

export const approvalTitle = 'Approve this restore?';

/** What exactly is agreed to; the submission names it. */
export function renderApproval(facts: CheckedFacts): ModalView {
  const { request } = facts.recheck.stored;
  return modal({
    callbackId: views.approval,
    title: approvalTitle,
    submit: 'Approve',
    ref: { requestId: request.id, agreement: currentAgreement(request) },
    blocks: [...checkedBlocks(facts), ...typedBlocks(request)],
  });
}
