import { submissionOf } from '#core/history.ts';
import { type Impact, lossOf } from '#core/impact.ts';
import type { FailureReason, RestoreRequest } from '#core/restore-request.ts';
import { duration } from './date.ts';
import { line } from './escape.ts';
import { lengthUp } from './objectives.ts';
import { namesCounted } from './plan.ts';

/**
 * That a request failed, with the one statement about what it leaves behind: the provider's, or where it gave none
 * (older records), what holds for every vendor. Card, thread and story all say this sentence.
 */
export function failureSentence({ code, leftBehind }: FailureReason): string {
  const said = leftBehind === undefined ? undefined : line(leftBehind);
  switch (code) {
    case 'refused-by-vendor':
      return said === undefined ? 'The vendor refused it.' : `The vendor refused it. ${said}`;
    case 'failed-at-vendor':
      return `It failed at the vendor. ${said ?? 'The target may be half restored: look at it there before anything else.'}`;
    case 'outcome-unknown':
      return 'A person closed it without an answer. Whether the vendor restored anything is not known to restorebot.';
  }
}

/** What may be lost by one that reached the vendor, or may have, and did not end well; empty where nothing can be. */
export function maybeLost(request: RestoreRequest, endedAt: Date): string {
  const { plan, impact } = request;
  const submittedAt = submissionOf(request);
  if (submittedAt === undefined) return '';
  const ended = `It ended ${duration(endedAt.getTime() - submittedAt.getTime())} after it was sent.`;
  const loss = lossOf(plan.plan, impact, submittedAt);
  switch (loss.type) {
    case 'none':
      return ended;
    case 'kept':
      return `The data of the target may be replaced; the vendor keeps it as ${namesCounted(loss.as)}. ${ended}`;
    case 'all':
      return `All data of the target may be replaced. ${ended}`;
    case 'own-since':
      return `Up to ${lengthUp(loss.lengthMs)} of writes may be lost. ${ended}`;
  }
}

/** What a restore that the vendor stopped leaves behind. */
export function leftByStop(impact: Impact): string {
  return impact.type === 'download'
    ? 'No data was changed.'
    : 'The target may be half restored: look at it there.';
}
