import type { Impact } from '#core/impact.ts';
import { type Check, goodEndOf, type RecordedVerification } from '#core/verification.ts';
import { line } from './escape.ts';
import { limits } from './limits.ts';
import { reasonText } from './why.ts';

/*
 * How a restore that the vendor reports as done has ended: the same words on the card, in the thread, in the channel,
 * in the audit's story and in a notification.
 */

/** A few words, for a heading. */
export function endHeadline(verification: RecordedVerification, impact: Impact): string {
  switch (goodEndOf(verification, impact)) {
    case 'download-ready':
      return 'Download ready';
    case 'restored':
      return 'Restored';
    case 'check-failed':
      return impact.type === 'download'
        ? 'Download made, but a check failed'
        : 'Restored, but a check failed';
  }
}

/** What is known about the data, and what to do, mrkdwn. */
export function endSentence(verification: RecordedVerification, impact: Impact): string {
  const vendor = line(verification.vendor ?? 'The vendor');
  switch (goodEndOf(verification, impact)) {
    case 'download-ready':
      return `${vendor} reports that the download is ready. restorebot did not read it.`;
    case 'restored':
      return `${vendor} reports success. restorebot did not read the data.`;
    case 'check-failed':
      return impact.type === 'download'
        ? 'If you do not have the link, ask again.'
        : `${vendor} reports success, but a check failed. Keep applications away from it and look at it in the vendor’s console. If it is wrong, restore it again with Ask again….`;
  }
}

/** Which check failed and what it saw, in one line for a notification; empty where none did. */
export function failedChecks(verification: RecordedVerification): string {
  return grouped(verification).failed.map(reasonText).join(' ');
}

/** Every check with what it looked at, mrkdwn; what could not look is listed as not checked. */
export function checkLines(verification: RecordedVerification): string {
  const { failed, notChecked, worthKnowing, fine } = grouped(verification);
  return [
    ...group('*Check failed:*', failed),
    ...group('*Not checked:*', notChecked),
    ...group(':warning: *Worth knowing*', worthKnowing),
    ...group('*Checked:*', fine),
  ].join('\n');
}

/** In what an older version wrote, without a vendor, the outcome says what a warning was. */
function grouped({ outcome, findings, vendor }: RecordedVerification) {
  const isOld = vendor === undefined;
  const kindOf = ({ level, looked }: Check) => {
    if (looked === 'nothing') return 'notChecked';
    if (level === 'ok') return 'fine';
    if (looked === undefined && !isOld) return 'worthKnowing';
    if (outcome === 'failed') return 'failed';
    return isOld && outcome === 'not-possible' ? 'notChecked' : 'worthKnowing';
  };
  const of = (kind: ReturnType<typeof kindOf>) => findings.filter((check) => kindOf(check) === kind);
  return {
    failed: of('failed'),
    notChecked: of('notChecked'),
    worthKnowing: of('worthKnowing'),
    fine: of('fine'),
  };
}

const lookedAt = { status: 'status', list: 'list of what is there', counts: 'counts' } as const;

function group(title: string, checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return [];
  const more = checks.length - limits.list;
  return [
    title,
    ...checks.slice(0, limits.list).map((check) => `• ${reasonText(check)}${scope(check)}`),
    ...(more > 0 ? [`• and ${more} more`] : []),
  ];
}

function scope({ looked }: Check): string {
  return looked === undefined || looked === 'nothing' ? '' : ` (looked at: ${lookedAt[looked]})`;
}
