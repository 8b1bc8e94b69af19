import type { Impact } from '#core/impact.ts';
import type { FailureReason } from '#core/restore-request.ts';
import { line } from './escape.ts';

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

/** What a restore that the vendor stopped leaves behind. */
export function leftByStop(impact: Impact): string {
  return impact.type === 'download'
    ? 'No data was changed.'
    : 'The target may be half restored: look at it there.';
}
