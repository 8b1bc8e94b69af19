import { z } from 'zod';
import { databaseOf, type HistoryRecord, tookMs, unavailableMs } from './history.ts';
import type { Resource } from './restore-plan.ts';

/** What restores of one database have cost in a month, UTC. */
export const CostsOfMonth = z.object({
  restores: z.int().min(0),
  unavailableMs: z.number().min(0),
  lostMs: z.number().min(0),
  /** What may be lost besides, by those that did not end well. */
  maybeLostMs: z.number().min(0),
});
export type CostsOfMonth = Readonly<z.output<typeof CostsOfMonth>>;

/** What the history says of one database. */
export interface DatabaseHistory {
  readonly connection: string;
  readonly database: Resource;
  /** Restores that ended at the vendor, well or not, or may have, newest first; no drills. */
  readonly restores: readonly HistoryRecord[];
  /** Those of them that did not end well. */
  readonly failed: number;
  /** How long the newest ones of the newest kind took, oldest first, milliseconds. */
  readonly lengths: readonly number[];
  /** Whether the newest took at least a fifth longer, or shorter, than the middle of those before. */
  readonly trend: 'slower' | 'faster' | 'steady' | undefined;
  /** When a check last read what was restored; absent: never. */
  readonly verifiedAt: Date | undefined;
  /** Since when there has been no verified restore: the last one, or the first record. */
  readonly unverifiedSince: Date;
  /** Of the present month. */
  readonly month: CostsOfMonth;
}

const shown = 6;
/** A fifth. */
const noticeable = 1.2;

/** By database, the one that was restored last first. `records`: newest first. */
export function summaries(records: readonly HistoryRecord[], now: Date): readonly DatabaseHistory[] {
  const sent = records.filter(
    ({ run, restoredAt, uncertain }) => run === 'real' && (restoredAt !== undefined || uncertain === true),
  );
  const groups = Map.groupBy(sent, (record) => `${record.connection}/${databaseOf(record).id}`);
  return [...groups.values()].flatMap((restores) => {
    const [newest] = restores;
    return newest === undefined ? [] : [summaryOf(newest, restores, now)];
  });
}

function summaryOf(newest: HistoryRecord, restores: readonly HistoryRecord[], now: Date): DatabaseHistory {
  const lengths = restores
    .filter(({ kind }) => kind === newest.kind)
    .flatMap((record) => tookMs(record) ?? [])
    .slice(0, shown)
    .toReversed();
  const verifiedAt = restores.find((record) => record.verifiedAt !== undefined)?.verifiedAt;
  const monthBegan = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const ofMonth = restores.filter(({ endedAt }) => endedAt >= monthBegan);
  return {
    connection: newest.connection,
    database: databaseOf(newest),
    restores,
    lengths,
    trend: trendOf(lengths),
    verifiedAt,
    failed: restores.filter(({ uncertain }) => uncertain === true).length,
    unverifiedSince: verifiedAt ?? restores.at(-1)?.endedAt ?? newest.endedAt,
    month: {
      restores: ofMonth.length,
      unavailableMs: sum(ofMonth.map(unavailableMs)),
      lostMs: sum(ofMonth.map(({ lostMs = 0, uncertain }) => (uncertain === true ? 0 : lostMs))),
      maybeLostMs: sum(ofMonth.map(({ lostMs = 0, uncertain }) => (uncertain === true ? lostMs : 0))),
    },
  };
}

function trendOf(lengths: readonly number[]): DatabaseHistory['trend'] {
  const before = lengths.slice(0, -1).toSorted((a, b) => a - b);
  const [last, middle] = [lengths.at(-1), before[Math.floor(before.length / 2)]];
  if (last === undefined || middle === undefined || before.length < 2) return undefined;
  if (last >= middle * noticeable) return 'slower';
  return last * noticeable <= middle ? 'faster' : 'steady';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
