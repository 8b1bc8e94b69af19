import type { ModalView } from '@slack/types';
import { costNow } from '#core/objectives.ts';
import { views } from '../ids.ts';
import { type CheckedFacts, checkedModal, typedBlocks } from './checked-form.ts';
import { tickBlocks } from './objectives.ts';

export const approvalTitle = 'Approve this restore?';

/** What exactly is agreed to; the submission names it. */
export function renderApproval(facts: CheckedFacts): ModalView {
  const { request } = facts.recheck.stored;
  return checkedModal(facts, {
    callbackId: views.approval,
    title: approvalTitle,
    submit: 'Approve',
    inputs: [...tickBlocks(costNow(request)), ...typedBlocks(request)],
  });
}
