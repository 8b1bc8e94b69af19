import type { ModalView } from '@slack/types';
import { unacknowledged } from '#core/objectives.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { views } from '../ids.ts';
import { section } from './blocks.ts';
import { modal, notice } from './modal.ts';
import { costLine, tickBlocks } from './objectives.ts';
import { refusalText } from './refusals.ts';

export const acknowledgeTitle = 'Accept the loss?';

/** For the requester, once the vote has begun again: the loss as it is now, to be ticked. */
export function renderAcknowledge(request: RestoreRequest): ModalView {
  const cost = unacknowledged(request);
  if (cost === undefined) {
    return notice(acknowledgeTitle, refusalText({ code: 'nothing-to-acknowledge' }), {
      requestId: request.id,
    });
  }
  return modal({
    callbackId: views.acknowledge,
    title: acknowledgeTitle,
    submit: 'Accept',
    ref: { requestId: request.id },
    blocks: [
      section('*Approvals began again. Before they are complete, you must accept this loss.*'),
      section(costLine(cost)),
      ...tickBlocks(cost),
    ],
  });
}
