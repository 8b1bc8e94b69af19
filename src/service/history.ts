import type { Estimate } from '#core/asked.ts';
import { isRight, readEntryLine } from '#core/audit/line.ts';
import type { AuditSigner, AuditStore } from '#core/audit/store.ts';
import { estimateOf, type Estimated, type Past, pastOf } from '#core/estimate.ts';
import { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { databaseOf, type HistoryRecord, type HistoryStore, historyOf } from '#core/history.ts';
import type { Impact } from '#core/impact.ts';
import { after } from '#core/instant.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { ServiceDeps } from './deps.ts';

/** Of one connection so many of the newest are asked; a database that was restored long before has no estimate. */
const recent = 500;

/** How long a restore will probably take, from what the history holds of others like it. Throws `StoreUnavailable`. */
export async function estimateFor(
  history: Pick<HistoryStore, 'newest'>,
  { connection, kind, source, target }: RestorePlan,
  impact: Pick<Impact, 'type'>,
): Promise<Estimate | undefined> {
  const { records } = await history.newest({ connection, limit: recent });
  const { id: database } = databaseOf({ impact: impact.type, source, target });
  return estimateOf(records, { connection, kind, database });
}

/** What the history says of a database, before anybody asks its vendor. Throws `StoreUnavailable`. */
export async function pastFor(
  { history, store }: Pick<ServiceDeps, 'history' | 'store'>,
  about: Estimated,
): Promise<Past> {
  const { connection } = about;
  const [{ records }, now] = await Promise.all([history.newest({ connection, limit: recent }), store.now()]);
  return pastOf(records, about, now);
}

export interface RebuildDeps {
  readonly audit: Pick<AuditStore, 'head' | 'lines'>;
  readonly signer: Pick<AuditSigner, 'check'>;
  readonly history: Pick<HistoryStore, 'merge' | 'newest'>;
}

/** What a rebuild found and did. */
export interface Rebuilt {
  /** Requests of the audit that have ended and whose entries are all there. */
  readonly found: number;
  readonly added: number;
  /** Requests whose first entries are no longer kept, or do not verify, or were written by another version. */
  readonly unreadable: number;
}

const linesAtOnce = 1_000;

/**
 * Adds what the audit knows of requests that have ended and the history lacks; nothing is changed or removed. What is
 * older than the retention, ms, stays away. Throws `StoreUnavailable`.
 */
export async function rebuildHistory(
  { audit, signer, history }: RebuildDeps,
  retentionMs: number,
): Promise<Rebuilt> {
  const { first, seq, now } = await audit.head();
  const events = new Map<string, RequestEvent[] | 'unreadable'>();
  for (let next = first; next <= seq; next += linesAtOnce) {
    for (const line of await audit.lines(next, Math.min(seq, next + linesAtOnce - 1))) {
      const read = line === undefined ? undefined : readEntryLine(line);
      if (read === undefined || read.entry.kind !== 'transition') continue;
      const { requestId, version, event } = read.entry;
      const before = events.get(requestId) ?? [];
      const parsed = isRight(signer, read) ? RequestEvent.safeParse(event).data : undefined;
      const follows = before !== 'unreadable' && before.length === version - 1 && parsed !== undefined;
      events.set(requestId, follows ? [...before, parsed] : 'unreadable');
    }
  }
  const records: HistoryRecord[] = [];
  for (const each of events.values()) {
    const request = each === 'unreadable' ? undefined : fold(each);
    const record = request === undefined || each === 'unreadable' ? undefined : historyOf(request, each);
    if (record !== undefined && record.endedAt >= after(now, -retentionMs)) records.push(record);
  }
  const unreadable = [...events.values()].filter((each) => each === 'unreadable').length;
  return { found: records.length, added: await history.merge(records), unreadable };
}
