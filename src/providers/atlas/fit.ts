import { after, dayMs } from '#core/instant.ts';
import type { Cluster } from './cluster.ts';

/** Why a cluster cannot be the source of this kind of restore, whatever happens; one sentence, or nothing. */
export function refuseSource(kind: string, source: Cluster, name: string): string | undefined {
  if (source.family === 'free') return `“${name}” is a free cluster (M0), which has no backups.`;
  if (kind !== 'point-in-time') return undefined;
  if (source.family !== 'dedicated') {
    return `“${name}” is no dedicated cluster (M10 or larger): only these go back to a point in time.`;
  }
  return source.pointInTime
    ? undefined
    : `“${name}” has no continuous backup: choose a snapshot, or turn it on for the next time.`;
}

/** Why data cannot go from one cluster to the other, whatever happens; one sentence, or nothing. */
export function refuseTarget(source: Cluster, target: Cluster, name: string): string | undefined {
  if (target.family === 'free') return `“${name}” is a free cluster (M0), which cannot be restored into.`;
  if (source.family === 'dedicated') {
    if (target.family !== 'dedicated') return `“${name}” is no dedicated cluster, and the source is one.`;
    if ((source.shards === 0) === (target.shards === 0)) return undefined;
    return source.shards === 0
      ? `“${name}” is sharded, and the source is a replica set.`
      : `“${name}” is a replica set, and the source is sharded.`;
  }
  return target.shards === 0
    ? undefined
    : `“${name}” is sharded: a Flex snapshot goes to a Flex cluster or a replica set.`;
}

/** The first moment of a restore window that ends now. */
export function windowStart(days: number, now: Date): Date {
  return after(now, -days * dayMs);
}

/** Why a moment cannot be restored; one sentence, or nothing. `days`: the restore window, where it is shown. */
export function refuseMoment(at: Date, days: number | undefined, now: Date): string | undefined {
  const earliest = days === undefined ? undefined : windowStart(days, now);
  const possible =
    earliest === undefined
      ? `The latest possible moment is ${exact(now)}.`
      : `Choose a moment from about ${exact(earliest)} to ${exact(now)}.`;
  if (at > now) return `${exact(at)} is in the future. ${possible}`;
  if (earliest === undefined || at >= earliest) return undefined;
  return `${exact(at)} is outside the restore window of ${days} days. ${possible}`;
}

/** Reads ISO 8601 with its zone; a time without one means something else to everybody. */
export function readInstant(text: string): Date | 'no-instant' | 'no-zone' {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) || Number.isNaN(date.getTime())) return 'no-instant';
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? date : 'no-zone';
}

/** To the second, because that is how a moment is given. */
function exact(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
