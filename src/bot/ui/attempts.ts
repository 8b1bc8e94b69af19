import { openAttempts } from '#core/attempts.ts';
import type { Known, RestoreRequest } from '#core/restore-request.ts';
import { quote } from './escape.ts';
import { person } from './people.ts';
import { plainReason } from './why.ts';

/** What reached the vendor of a request that ended without a restore, one sentence. */
export function whatWasSent(request: Pick<RestoreRequest, 'attempts' | 'state'>): string {
  const { length } = request.attempts;
  if (length === 0) return 'Nothing was sent to the vendor.';
  if (openAttempts(request).length > 0) {
    return 'An attempt may have been carried out. Look at the target in the vendor’s console.';
  }
  return length === 1
    ? 'The vendor did not take the one attempt.'
    : `The vendor took none of ${length} attempts.`;
}

/** Who or what would have ended a request that has an open attempt; empty where nothing would have. */
export function stoppedBy({ stopped }: Known): readonly string[] {
  if (stopped === undefined) return [];
  const { how, by, reason, why } = stopped;
  const who = by === undefined ? 'restorebot' : person(by);
  const said = {
    denied: `${who} denied it, so it is not sent again.`,
    cancelled: `${who} withdrew it, so it is not sent again.`,
    expired: 'Its time is over, so it is not sent again.',
  }[how];
  return [said, ...(reason === undefined ? [] : [quote(plainReason({ text: reason, why }))])];
}
