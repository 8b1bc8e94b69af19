import type { Finding } from '#core/finding.ts';
import { after } from '#core/instant.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { blocker, ok, present, warning } from '../kit/findings.ts';
import { utc } from '../kit/words.ts';
import type { Cluster } from './cluster.ts';
import { isInto, isOpen, type Job } from './job.ts';
import { restorable, type Snapshot } from './snapshot.ts';
import { refuseMoment } from './window.ts';

const hourMs = 60 * 60_000;

/** What the snapshot of a plan says. */
export function snapshotFindings(
  plan: RestorePlan,
  snapshot: Snapshot | undefined,
  now: Date,
): readonly Finding[] {
  if (snapshot === undefined) {
    const text = `The snapshot is no longer there for “${plan.source.name}”: choose another one.`;
    return [blocker('backup-gone', text)];
  }
  if (!snapshot.complete) {
    return [blocker('backup-incomplete', `The snapshot is ${snapshot.status}: choose one that is complete.`)];
  }
  const fallback =
    'It is a fallback snapshot, whose data may be inconsistent: take it only as a last resort.';
  const encrypted =
    'It is encrypted with your own key, and Atlas gives no download of such: restore it into a cluster.';
  return present(
    ok('backup-complete', `The snapshot of ${utc(restoredTo(plan.point))} is complete.`),
    snapshot.isFallback ? warning('backup-fallback', fallback) : undefined,
    expiryFinding(snapshot, now),
    plan.kind === 'download' && snapshot.encrypted ? blocker('backup-encrypted', encrypted) : undefined,
  );
}

function expiryFinding({ expiresAt }: Snapshot, now: Date): Finding | undefined {
  if (expiresAt === undefined || expiresAt >= after(now, hourMs)) return undefined;
  const text =
    expiresAt <= now
      ? `Atlas was to delete it at ${utc(expiresAt)}: it may be gone.`
      : `Atlas deletes it at ${utc(expiresAt)}.`;
  return warning('backup-expires', text);
}

export interface MomentFacts {
  readonly plan: RestorePlan;
  readonly source: Cluster;
  readonly snapshots: readonly Snapshot[];
  /** Restore jobs of the source. */
  readonly jobs: readonly Job[];
  readonly windowDays: number | undefined;
  readonly now: Date;
}

/** What stands against a point in time: the window, and restores of the source that cut it in two. */
export function momentFinding(facts: MomentFacts): Finding {
  const { plan, windowDays, now } = facts;
  const at = restoredTo(plan.point);
  const refusal = refuseMoment(at, windowDays, now) ?? refuseGap(facts, at);
  if (refusal !== undefined) return blocker('outside-window', refusal);
  if (windowDays === undefined) {
    const text = `“${plan.source.name}” shows no restore window: Atlas may refuse the moment.`;
    return warning('window-unknown', text);
  }
  const text = `${utc(at)} is inside the restore window of ${windowDays} days, as far as the API shows.`;
  return ok('inside-window', text);
}

/** Between the start of a restore of the source and the first snapshot after it nothing can be restored. */
function refuseGap({ source, jobs, snapshots }: MomentFacts, at: Date): string | undefined {
  const taken = restorable(snapshots).map(({ takenAt }) => takenAt);
  const gaps = jobs
    .filter((job) => isInto(job, source) && (isOpen(job) || job.state.type === 'finished'))
    .map((job) => {
      const ended = job.state.type === 'finished' ? (job.state.at ?? job.createdAt) : undefined;
      const next = ended === undefined ? undefined : taken.findLast((time) => time > ended);
      return { from: job.createdAt, to: next };
    });
  const gap = gaps.find(({ from, to }) => at >= from && (to === undefined || at < to));
  return gap === undefined
    ? undefined
    : `The source was itself restored at ${utc(gap.from)}: no moment from then until ${gap.to === undefined ? 'its next snapshot' : utc(gap.to)} can be restored.`;
}
