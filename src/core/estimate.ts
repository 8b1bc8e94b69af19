import type { Estimate } from './asked.ts';
import { databaseOf, type HistoryRecord, tookMs } from './history.ts';
import type { Impact } from './impact.ts';
import type { RestorePlan } from './restore-plan.ts';

/** Fewer restores give no estimate. */
const least = 3;
/** Only the newest restores count: databases grow, and vendors change. */
const most = 8;
/** Below this spread of the logarithms (about 5 %) a range would promise more precision than there is. */
const leastSpread = 0.05;

/** 90 % quantiles of Student's t distribution for 2 to 7 degrees of freedom: 80 % lie between them. */
const t90 = [1.886, 1.638, 1.533, 1.476, 1.44, 1.415] as const;

/** What an estimate is asked about. */
export interface Estimated extends Pick<RestorePlan, 'connection' | 'kind' | 'source' | 'target'> {
  readonly impact: Impact['type'];
}

/**
 * The range in which 8 of 10 restores like this one are expected to end: the prediction interval of the next value of a
 * log-normal distribution. From at least three real ones of the same database and kind, else of the same connection and
 * kind; else none. docs/recovery.md says how often it is right.
 */
export function estimateOf(history: readonly HistoryRecord[], about: Estimated): Estimate | undefined {
  const { id } = databaseOf(about);
  const alike = history
    .filter(
      ({ run, connection, kind }) => run === 'real' && connection === about.connection && kind === about.kind,
    )
    .filter((record) => tookMs(record) !== undefined)
    .toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime());
  const same = alike.filter((record) => databaseOf(record).id === id);
  return rangeOf(same, 'database') ?? rangeOf(alike, 'connection');
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
