import type { CommandOf, Context } from './commands.ts';
import { accept, base, type Decision } from './decision.ts';
import { endWithout } from './ending.ts';
import { lostState } from './recovery.ts';
import { hasEnded, type Known, type RequestIn, type StateTag } from './restore-request.ts';
import { withText } from './stored-reason.ts';
import { voidVotes } from './voting.ts';

/** A card that says one of these was edited after its request had been submitted. */
const afterSubmitting: readonly string[] = [
  'submitting',
  'restoring',
  'verifying',
  'unknown',
  'succeeded',
  'failed',
] satisfies readonly StateTag[];

/** Whether a request had been submitted when its card showed this. */
export function wasSent(seen: string): boolean {
  return afterSubmitting.includes(seen);
}

/**
 * The record went back to before something that people have seen. What was not sent yet needs new approvals, because
 * the old ones may have been withdrawn since. What had ended stays ended.
 */
export function recordSetback(
  request: RequestIn<'pending-approval'> | RequestIn<'approved'>,
  { seen, sent, candidates }: CommandOf<'record-setback'>,
  context: Context,
): Decision {
  const { state, glass, fingerprint, requirement } = request;
  if (sent) {
    const why = withText({ code: 'sent-before-setback', seen });
    const known: Known = { because: 'set-back', ...why, candidates: [...candidates] };
    return accept({ type: 'became-unknown', ...base(context), known });
  }
  if (seen === lostState || hasEnded({ tag: seen })) {
    const why = withText({ code: 'over-before-setback', seen });
    return endWithout(request, { type: 'expired', ...base(context), ...why });
  }
  if (state.votes.length === 0 && glass?.holds !== true) return accept();
  const why = { code: 'yes-may-be-taken-back' } as const;
  return voidVotes(request, { type: 'void-votes', why, differences: [], fingerprint, requirement }, context);
}
