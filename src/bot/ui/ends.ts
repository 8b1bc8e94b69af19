import type { CheckResult } from '#core/data-check.ts';
import type { Impact } from '#core/impact.ts';
import { type Check, goodEndOf, type RecordedVerification } from '#core/verification.ts';
import { resultText } from './data-checks.ts';
import { bold, line } from './escape.ts';
import { limits } from './limits.ts';
import { reasonText } from './why.ts';

/*
 * How a restore that the vendor reports as done has ended: the same words on the card, in the thread, in the channel,
 * in the audit's story and in a notification.
 */

/** A few words, for a heading. */
export function endHeadline(verification: RecordedVerification, impact: Impact): string {
  switch (goodEndOf(verification, impact).type) {
    case 'download-ready':
      return 'Download ready';
    case 'restored':
      return 'Restored';
    case 'verified':
      return 'Restored and verified';
    case 'check-failed':
      return impact.type === 'download'
        ? 'Download made, but a check failed'
        : 'Restored, but a check failed';
  }
}

/** What is known about the data, and what to do, mrkdwn. */
export function endSentence(verification: RecordedVerification, impact: Impact): string {
  const vendor = line(verification.vendor ?? 'The vendor');
  const end = goodEndOf(verification, impact);
  switch (end.type) {
    case 'download-ready':
      return `${vendor} reports that the download is ready. restorebot did not read it.`;
    case 'restored':
      return `${vendor} reports success. restorebot did not read the data.`;
    case 'verified':
      return `${vendor} reports success, and ${end.read.length === 1 ? 'a check' : `${end.read.length} checks`} read the restored data.`;
    case 'check-failed':
      return impact.type === 'download'
        ? 'If you do not have the link, ask again.'
        : `${vendor} reports success. Keep applications away from it and check it in ${verification.vendor === undefined ? 'the vendor’s' : `the ${vendor}`} console. If it is wrong, use *Ask again…*.`;
  }
}

/** Whether it ended in a way that nobody needs to look at: what was looked at was fine. */
export function isFine({ outcome, checks = [] }: RecordedVerification): boolean {
  const results = checks.map(({ result }) => result);
  if (outcome === 'failed' || results.some((result) => result !== 'passed')) return false;
  return outcome === 'passed' || results.length > 0;
}

/** So many failed checks are in a notification and in the channel; the card has all. */
const fewChecks = 3;

/** Which check failed and what it saw, in one line for a notification; empty where none did. */
export function failedChecks(verification: RecordedVerification): string {
  const all = [
    ...(verification.checks ?? [])
      .filter(({ result }) => result === 'failed')
      .map((check) => `${dataLine(check)}.`),
    ...grouped(verification).failed.map((check) => reasonText(check)),
  ];
  const more = all.length - fewChecks;
  return [...all.slice(0, fewChecks), ...(more > 0 ? [`${more} more failed.`] : [])].join(' ');
}

/** Every check with what it looked at, mrkdwn; what could not look is listed as not checked. */
export function checkLines(verification: RecordedVerification): string {
  return [failedLines(verification), otherLines(verification)].filter((part) => part !== '').join('\n');
}

/** Those that failed, mrkdwn; empty where none did. */
export function failedLines(verification: RecordedVerification): string {
  const { failed } = grouped(verification);
  return group('*Check failed:*', [...dataLines(verification, 'failed'), ...failed.map(findingLine)]).join(
    '\n',
  );
}

/** All others, mrkdwn. */
export function otherLines(verification: RecordedVerification): string {
  const { notChecked, worthKnowing, fine } = grouped(verification);
  const { checks = [] } = verification;
  const data = (wanted: CheckResult['result']) => dataLines(verification, wanted);
  const isRead = checks.some(({ result }) => result !== 'not-checked');
  return [
    ...group('*Read from the restored data:*', data('passed')),
    ...group('*Not checked:*', [
      ...data('not-checked'),
      // What the vendor does not show was read in the data itself.
      ...(isRead ? [] : notChecked.map(findingLine)),
    ]),
    ...group(':warning: *Worth knowing*', worthKnowing.map(findingLine)),
    ...group('*Checked:*', fine.map(findingLine)),
  ].join('\n');
}

/** How much of it a person must know besides how it ended: what nobody looked at, and what may matter. */
export function countLeftOpen(verification: RecordedVerification) {
  const { checks = [] } = verification;
  const { notChecked, worthKnowing } = grouped(verification);
  const isRead = checks.some(({ result }) => result !== 'not-checked');
  const unread = checks.filter(({ result }) => result === 'not-checked').length;
  return { notChecked: unread + (isRead ? 0 : notChecked.length), worthKnowing: worthKnowing.length };
}

function dataLines({ checks = [] }: RecordedVerification, wanted: CheckResult['result']): readonly string[] {
  return checks.filter(({ result }) => result === wanted).map(dataLine);
}

/** `*orders are there* saw 12,034 (expected at least 1,000)` */
function dataLine(check: CheckResult): string {
  const said = line(resultText(check));
  return check.result === 'not-checked' ? `${bold(check.name)}: ${said}` : `${bold(check.name)} ${said}`;
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

function group(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - limits.list;
  return [
    title,
    ...lines.slice(0, limits.list).map((text) => `• ${text}`),
    ...(more > 0 ? [`• and ${more} more`] : []),
  ];
}

function findingLine(check: Check): string {
  const text = reasonText(check);
  const looked = scope(check);
  return looked === '' ? text : `${text.replace(/\.$/u, '')}${looked}.`;
}

function scope({ looked }: Check): string {
  return looked === undefined || looked === 'nothing' ? '' : ` (looked at: ${lookedAt[looked]})`;
}
