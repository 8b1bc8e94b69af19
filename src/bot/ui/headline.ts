import { openAttempts } from '#core/attempts.ts';
import type { RestoreRequest, State } from '#core/restore-request.ts';
import { endHeadline, isFine } from './ends.ts';

/** The state as text, for a heading. */
export function headline({
  state,
  requirement: { quorum },
  glass,
  impact,
  attempts,
}: Pick<RestoreRequest, 'state' | 'requirement' | 'glass' | 'impact' | 'attempts'>): string {
  switch (state.tag) {
    case 'pending-approval':
      if (state.closed !== undefined) return 'Waiting for a freeze to end';
      return state.votes.length === 0
        ? 'Approval needed'
        : `Approval needed, ${state.votes.length} of ${quorum} so far`;
    case 'approved':
      if (glass?.holds === true) {
        return state.hold === undefined ? 'Break-glass used, starting' : 'Break-glass used, waiting to start';
      }
      if (state.hold !== undefined) return 'Approved, waiting to start';
      return quorum === 0 ? 'Starting, no approval needed' : 'Approved, starting';
    case 'submitting':
      return state.answer === 'lost' ? 'Answer lost, looking for the restore' : 'Submitting';
    case 'restoring':
      return state.cancelAskedAt === undefined ? 'Restoring' : 'Restoring, asked to stop';
    case 'verifying':
      return 'Finished, checking the target';
    case 'unknown':
      return 'Outcome unknown';
    case 'succeeded':
      return endHeadline(state.verification, impact);
    case 'failed':
      return state.reason.code === 'outcome-unknown' ? 'Closed, outcome unknown' : 'Restore failed';
    case 'denied':
      return 'Denied';
    case 'cancelled':
      return state.by === 'vendor' ? 'Cancelled while it ran' : 'Cancelled';
    case 'expired':
      if (attempts.length === 0) return 'Expired, nothing was restored';
      return openAttempts({ state, attempts }).length === 0
        ? 'Expired, not accepted'
        : 'Expired, outcome unknown';
  }
}

const marks: Readonly<Record<State['tag'], string>> = {
  'pending-approval': ':raised_hand:',
  approved: ':ballot_box_with_check:',
  submitting: ':outbox_tray:',
  restoring: ':arrows_counterclockwise:',
  verifying: ':mag:',
  unknown: ':grey_question:',
  succeeded: ':white_check_mark:',
  failed: ':x:',
  denied: ':no_entry_sign:',
  cancelled: ':octagonal_sign:',
  expired: ':alarm_clock:',
};

/** A sign next to the words, never instead of them. */
export function mark(state: State): string {
  const { tag } = state;
  if (tag === 'succeeded' && !isFine(state.verification)) return ':warning:';
  return marks[tag];
}
