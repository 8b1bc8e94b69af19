import type { ModalView } from '@slack/types';
import { views } from '../ids.ts';
import { type CheckedFacts, checkedModal, typedBlocks } from './checked-form.ts';

export const approvalTitle = 'Approve this restore?';

/** What exactly is agreed to; the submission names it. */
export function renderApproval(facts: CheckedFacts): ModalView {
  return checkedModal(facts, {
    callbackId: views.approval,
    title: approvalTitle,
    submit: 'Approve',
    inputs: typedBlocks(facts.recheck.stored.request),
  });
}
