import { z } from 'zod';
import { Estimate } from './asked.ts';
import { defined } from './defined.ts';
import { CostsOfMonth, summaries } from './history-summary.ts';
import { databaseOf, type HistoryRecord, tookMs } from './history.ts';
import type { FormInput, RestoreKind } from './provider.ts';

/** Fewer restores give no estimate. */
const least = 3;
/** Only the newest restores count: databases grow, and vendors change. */
const most = 8;
/** Below this spread of the logarithms (about 5 %) a range would promise more precision than there is. */
const leastSpread = 0.05;

/** 90 % quantiles of Student's t distribution for 2 to 7 degrees of freedom: 80 % lie between them. */
const t90 = [1.886, 1.638, 1.533, 1.476, 1.44, 1.415] as const;

/** What an estimate is asked about. */
const Estimated = z.object({
  connection: z.string(),
  kind: z.string(),
  /** What a record of it would be about (`databaseOf`): the id, or a name as somebody typed it. */
  database: z.string(),
});
export type Estimated = Readonly<z.output<typeof Estimated>>;

/** What the history says before a vendor is asked for anything. */
export const Past = z.object({
  about: Estimated,
  /** Absent: the history holds too little. */
  estimate: Estimate.optional(),
  /** Absent: no restore of this database has cost anything this month. */
  month: CostsOfMonth.optional(),
});
export type Past = Readonly<z.output<typeof Past>>;

/**
 * The range in which 8 of 10 restores like this one are expected to end: the prediction interval of the next value of a
 * log-normal distribution. From at least three real ones of the same database and kind, else of the same connection and
 * kind; else none. docs/recovery.md says how often it is right.
 */
export function estimateOf(history: readonly HistoryRecord[], about: Estimated): Estimate | undefined {
  const alike = history
    .filter(
      ({ run, connection, kind }) => run === 'real' && connection === about.connection && kind === about.kind,
    )
    .filter((record) => tookMs(record) !== undefined)
    .toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime());
  const same = alike.filter((record) => isOf(record, about));
  return rangeOf(same, 'database') ?? rangeOf(alike, 'connection');
}

/** The estimate, and what restores of the database have cost this month, UTC. */
export function pastOf(history: readonly HistoryRecord[], about: Estimated, now: Date): Past {
  const [summary] = summaries(
    history.filter((record) => isOf(record, about)),
    now,
  );
  const month = summary?.month;
  const hasCost = month !== undefined && Math.max(month.unavailableMs, month.lostMs, month.maybeLostMs) > 0;
  return { about, ...defined({ estimate: estimateOf(history, about), month: hasCost ? month : undefined }) };
}

/** The database that the answers of a form name, as far as they do. */
export function databaseAnswered({ fields, facts }: RestoreKind, input: FormInput) {
  const type = facts.impact === 'in-place' ? 'target' : 'source';
  const field = fields.find((each) => each.type === type);
  const answer = field === undefined ? undefined : input[field.id];
  return field === undefined || typeof answer !== 'string' ? undefined : { field, database: answer };
}

function isOf(record: HistoryRecord, { connection, database }: Estimated): boolean {
  const { id, name } = databaseOf(record);
  return record.connection === connection && (id === database || name === database);
}

function rangeOf(alike: readonly HistoryRecord[], of: Estimate['basis']['of']): Estimate | undefined {
  const newest = alike.slice(0, most);
  const n = newest.length;
  const t = t90[n - least];
  if (t === undefined) return undefined;
  const logs = newest.map((record) => Math.log(tookMs(record) ?? 1));
  const mean = logs.reduce((sum, log) => sum + log, 0) / n;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (n - 1);
  const reach = t * Math.max(leastSpread, Math.sqrt(variance)) * Math.sqrt(1 + 1 / n);
  const hasExamples = newest.some(({ example }) => example === true);
  return {
    lowMs: Math.floor(Math.exp(mean - reach)),
    highMs: Math.ceil(Math.exp(mean + reach)),
    basis: { restores: n, of, ...(hasExamples ? { examples: true } : {}) },
  };
}
