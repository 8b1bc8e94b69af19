import { counted, sized } from '#core/amounts.ts';
import type { Past } from '#core/estimate.ts';
import type { CostsOfMonth, DatabaseHistory } from '#core/history-summary.ts';
import { type HistoryRecord, tookMs } from '#core/history.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { duration, lengthUp, when } from './date.ts';
import { bold, line } from './escape.ts';
import { estimateLine } from './estimate.ts';
import { limits } from './limits.ts';
import { requestName } from './request-name.ts';

/*
 * What restores have cost. A trend is numbers and a word, so that it reads without color and in a screen reader.
 */

const trends = {
  slower: ', slower than before',
  faster: ', faster than before',
  steady: ', steady',
} as const;

/** One database in a few sentences, mrkdwn. */
export function databaseLine(history: DatabaseHistory): string {
  const { connection, database, restores, failed, lengths, trend, verifiedAt, month } = history;
  const count = `${counted(restores.length, 'restore')}${failed === 0 ? '' : `, ${failed} of them without success`}`;
  const took =
    lengths.length === 0
      ? ''
      : ` Took ${lengths.map((ms) => duration(ms)).join(', ')}${trend === undefined ? '' : trends[trend]}.`;
  const verified =
    verifiedAt === undefined
      ? '*No restore was ever verified.*'
      : `Last verified restore ${when(verifiedAt)}.`;
  const examples = restores.some(({ example }) => example === true)
    ? ' Contains examples of the sandbox.'
    : '';
  return `${bold(database.name)} on ${bold(connection)}: ${count}.${took} ${verified}${monthText(month)}${examples}`;
}

function monthText(month: CostsOfMonth): string {
  return month.restores === 0
    ? ''
    : ` This month: ${counted(month.restores, 'restore')}, ${costsText(month)}.`;
}

/** What the history says of the database that a form names, mrkdwn; empty where it says nothing. */
export function pastLine({ estimate, month }: Past): string {
  const cost =
    month === undefined
      ? ''
      : `*This month:* ${counted(month.restores, 'restore')} of this database, ${costsText(month)}.`;
  return [estimateLine(estimate), cost].filter((text) => text !== '').join(' ');
}

function costsText({ unavailableMs, lostMs, maybeLostMs }: CostsOfMonth): string {
  const down = unavailableMs === 0 ? 'never unavailable' : `unavailable for ${duration(unavailableMs)}`;
  const lost = lostMs === 0 ? 'no writes lost' : `${duration(lostMs)} of writes lost`;
  const maybe = maybeLostMs === 0 ? '' : `, up to ${lengthUp(maybeLostMs)} more may be lost`;
  return `${down}, ${lost}${maybe}`;
}

/**
 * Every database with a past, or one in full; for one person's eyes. `unreadable`: the ids of requests whose records
 * cannot be read, of whatever database.
 */
export function renderHistory(
  histories: readonly DatabaseHistory[],
  target: string | undefined,
  unreadable: readonly string[],
): Rendered {
  const found = target === undefined ? histories : histories.filter((each) => isMeant(each, target));
  const missing = unreadableLines(unreadable);
  if (found.length === 0) {
    const lines = [noneText(target, unreadable.length > 0), ...missing];
    return rendered(
      lines.join('\n'),
      lines.map((each) => section(each)),
    );
  }
  const all = found.slice(0, limits.list);
  const left = found.length - all.length;
  const lines = [
    target === undefined ? '*What restores have cost*' : `*What restores have cost:* ${bold(target)}`,
    ...all.map((each) => `• ${databaseLine(each)}`),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(target === undefined
      ? ['One of them: `/restore history &lt;target&gt;`']
      : all.flatMap(({ restores }) => restores.slice(0, limits.list).map(restoreLine))),
  ];
  // What is missing is never what is cut.
  lines.splice(1, 0, ...missing);
  return rendered(
    lines.join('\n'),
    lines.map((each) => section(each)),
  );
}

function noneText(target: string | undefined, someUnreadable: boolean): string {
  if (target !== undefined) {
    return `No restore of ${bold(target)} is in the history. List every database with \`/restore history\`.`;
  }
  return someUnreadable ? 'No restore that can be read has ended yet.' : 'No restore has ended yet.';
}

/** Which restores are in no number above. */
function unreadableLines(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, limits.list).map((id) => requestName(id));
  const more = ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '';
  return [
    `:warning: ${counted(ids.length, 'restore')} cannot be read and ${ids.length === 1 ? 'is' : 'are'} not counted: ${shown.join(', ')}${more}. \`restorebot history rebuild\` reads them again from the audit.`,
  ];
}

function isMeant({ database, connection }: DatabaseHistory, target: string): boolean {
  return database.name === target || database.id === target || connection === target;
}

const outcomes: Readonly<Record<string, string>> = {
  verified: 'restored and verified',
  restored: 'restored, data not checked',
  'download-ready': 'download ready',
  'check-failed': 'restored, but a check failed',
  failed: 'failed',
  cancelled: 'stopped',
  expired: 'expired while it may have run',
  denied: 'denied while it may have run',
};

/** One restore in a line. */
function restoreLine(record: HistoryRecord): string {
  return `◦ ${requestName(record.requestId)} ${restoreFacts(record)}`;
}

function lossParts(uncertain: boolean, lostMs: number | undefined, replaced: true | undefined) {
  if (replaced === true) {
    return [uncertain ? 'all data of the target may be replaced' : 'all data of the target replaced'];
  }
  if (lostMs === undefined) return [];
  return [
    uncertain ? `up to ${lengthUp(lostMs)} of writes may be lost` : `${duration(lostMs)} of writes lost`,
  ];
}

/** How it ended, its instants, how long each part took, and what was lost, mrkdwn. */
export function restoreFacts(record: HistoryRecord): string {
  const { kind, askedAt, approvedAt, submittedAt, restoredAt, verifiedAt, endedAt, sizeBytes } = record;
  const { uncertain = false, lostMs, replaced, outcome } = record;
  const since = (instant: Date) => duration(instant.getTime() - askedAt.getTime());
  const took = tookMs(record);
  const parts = [
    `asked ${when(askedAt)}`,
    ...(approvedAt === undefined ? [] : [`approved after ${since(approvedAt)}`]),
    ...(restoredAt === undefined ? [] : [`restored after ${since(restoredAt)}`]),
    ...(verifiedAt === undefined ? [] : [`verified after ${since(verifiedAt)}`]),
    ...(took === undefined ? [] : [`ran for ${duration(took)}`]),
    ...(uncertain && submittedAt !== undefined
      ? [`ended ${duration(endedAt.getTime() - submittedAt.getTime())} after it was sent`]
      : []),
    ...(sizeBytes === undefined ? [] : [`backup of ${sized(sizeBytes)}`]),
    ...lossParts(uncertain, lostMs, replaced),
  ];
  return `${line(outcomes[outcome] ?? outcome)} (${line(kind)}): ${parts.join(', ')}`;
}
