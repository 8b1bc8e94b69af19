import type { CheckResult, Expectation, FailedBecause, NotCheckedBecause, Seen } from '#core/data-check.ts';
import type { Impact } from '#core/impact.ts';
import { namesCounted } from './counted.ts';
import { duration, utc } from './date.ts';

/*
 * What the configuration's own checks found, as plain text: the card, the thread, the audit's story and the command
 * line say the same. Nothing of the data is in it but numbers, booleans and instants.
 */

/** Which checks will read the data, mrkdwn, for those who decide; empty where there is nothing to say. */
export function checksAhead(names: readonly string[] | undefined, impact: Pick<Impact, 'type'>): string {
  if (names === undefined || impact.type === 'download') return '';
  if (names.length === 0) return 'No check reads the data, so it cannot end as verified.';
  return `Checks that read the data: ${namesCounted(names)}.`;
}

/** `12,034 (expected at least 1,000)` */
function sawText({ saw, expected }: Extract<CheckResult, { result: 'passed' | 'failed' }>): string {
  const seen = saw.map(seenText).join(', ');
  return expected === undefined ? seen : `${seen} (expected ${expectedText(expected)})`;
}

function seenText(seen: Seen): string {
  const value =
    seen.type === 'instant'
      ? utc(seen.at)
      : typeof seen.value === 'number'
        ? numberText(seen.value)
        : String(seen.value);
  return seen.what === undefined ? value : `${seen.what} ${value}`;
}

function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function expectedText(expected: Expectation): string {
  switch (expected.type) {
    case 'range': {
      const { min, max } = expected;
      if (min === undefined) return `at most ${numberText(max ?? 0)}`;
      return max === undefined ? `at least ${numberText(min)}` : `${numberText(min)} to ${numberText(max)}`;
    }
    case 'equals':
      return typeof expected.value === 'number' ? numberText(expected.value) : String(expected.value);
    case 'fresh':
      return `at most ${duration(expected.withinMs)} before the restore point`;
  }
}

const failed: Readonly<Record<FailedBecause, string>> = {
  'unexpected-value': 'saw',
  'no-value': 'found no value: there is no row, or it is NULL',
  missing: 'did not find the database, table or column that it reads',
  damaged: 'was told by the server that its data is damaged',
  'said-fail': 'says that the data is wrong',
};

const notChecked: Readonly<Record<NotCheckedBecause, string>> = {
  'vendor-unavailable': 'restorebot could not look up where the database is',
  'no-address': 'restorebot does not know where the database is. Set host in the check',
  'other-address': 'its host is not the host of this target',
  'which-database': 'the restore has several databases. Set database in the check',
  'database-not-restored': 'its database is not part of this restore',
  'one-target-only':
    'its credential opens one database, so its match must name exactly one target, without * or ?',
  'cannot-connect': 'restorebot cannot connect to the database',
  'login-refused': 'the database refuses the login',
  'role-can-write': 'its role can do more than read. Use a role that can only SELECT',
  timeout: 'it did not finish in time',
  'sql-error': 'the database refused the query',
  'no-rows': 'its query is not one that returns rows',
  'not-one-value': 'its query returned more than one value',
  'other-type': 'its value is of a type that the check cannot compare',
  'later-than-restore-point':
    'its timestamp is later than the restore point, so it may not be the restored data',
  'read-no-table': 'its query read no table',
  'too-large': 'the answer was too large',
  'private-address': 'its address is not public. Set allowPrivate if that is intended',
  redirected: 'the webhook redirected, which restorebot does not follow',
  'http-status': 'the webhook answered with an error',
  'bad-answer': 'the webhook’s answer is not in the documented form',
  'said-not-checked': 'the webhook says that it could not check',
  'not-finished': 'restorebot was interrupted too often while it ran',
  unexpected: 'it ended with an unexpected error. See the log',
};

/** What a check found, after its name, without a period: `saw 12 (expected at least 1,000)`; or why it could not look. */
export function resultText(result: CheckResult): string {
  return saidBy(result, '');
}

/** The same with its code (SQLSTATE, or an HTTP status), for the audit and for those who write a check. */
export function resultDetail(result: CheckResult): string {
  const code = 'code' in result ? result.code : undefined;
  return saidBy(result, code === undefined ? '' : ` (${code})`);
}

function saidBy(result: CheckResult, code: string): string {
  switch (result.result) {
    case 'passed':
      return `saw ${sawText(result)}`;
    case 'failed': {
      const { because, saw } = result;
      if (because === 'unexpected-value') return `saw ${sawText(result)}`;
      const said = `${failed[because]}${code}`;
      return saw.length === 0 ? said : `${said}: ${sawText(result)}`;
    }
    case 'not-checked':
      return `${notChecked[result.because]}${code}`;
  }
}
