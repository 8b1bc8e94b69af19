import { openAttempts } from '#core/attempts.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { Known, RestoreRequest } from '#core/restore-request.ts';
import { quote } from './escape.ts';
import { person } from './people.ts';
import { consoleOf, vendorFirst, vendorOf } from './vendor.ts';
import { plainReason } from './why.ts';

/** What reached the vendor of a request that ended without a restore, one sentence. */
export function whatWasSent(
  request: Pick<RestoreRequest, 'attempts' | 'state'>,
  kind: RestoreKind | undefined,
): string {
  const { length } = request.attempts;
  if (length === 0) return `Nothing was sent to ${vendorOf(kind)}.`;
  if (openAttempts(request).length > 0) {
    return `${vendorFirst(kind)} may have carried out an attempt. Check the target in ${consoleOf(kind)}.`;
  }
  return length === 1
    ? `${vendorFirst(kind)} did not accept the one attempt.`
    : `${vendorFirst(kind)} accepted none of ${length} attempts.`;
}

/** Who or what would have ended a request that has an open attempt; empty where nothing would have. */
export function stoppedBy({ stopped }: Known): readonly string[] {
  if (stopped === undefined) return [];
  const { how, by, reason, why } = stopped;
  const who = by === undefined ? 'restorebot' : person(by);
  const said = {
    denied: `${who} denied it, so it is not sent again.`,
    cancelled: `${who} withdrew it, so it is not sent again.`,
    expired: 'It has expired, so it is not sent again.',
  }[how];
  return [said, ...(reason === undefined ? [] : [quote(plainReason({ text: reason, why }))])];
}
