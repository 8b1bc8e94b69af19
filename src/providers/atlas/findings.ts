import { beforeStart, blocker, type Finding, ok, warning } from '#core/finding.ts';
import { after, hourMs } from '#core/instant.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { isRecent, otherRestore, present, restoredRecently } from '../kit/findings.ts';
import { backupId } from '../kit/form.ts';
import { compareMajor, utc } from '../kit/words.ts';
import type { Cluster } from './cluster.ts';
import { refuseMoment, refuseSource, refuseTarget } from './fit.ts';
import { isInto, isOpen, type Job } from './job.ts';
import { clusterOf } from './paths.ts';
import { restorable, type Snapshot } from './snapshot.ts';

interface Facts {
  readonly plan: RestorePlan;
  readonly source: Cluster;
  readonly target: Cluster;
  /** Absent for a point in time. */
  readonly snapshot: Snapshot | undefined;
}

/** What the clusters themselves say about a restore into one of them. */
export function targetFindings(facts: Facts): readonly Finding[] {
  const { plan, source, target } = facts;
  const refusals = [
    refuseSource(plan.kind, source, plan.source.name),
    refuseTarget(source, target, plan.target.name),
  ];
  return present(
    ...refusals.map((text) => (text === undefined ? undefined : blocker('clusters-do-not-fit', text))),
    protectionFinding(facts),
    stateFinding(facts),
    shardFinding(facts),
    versionFinding(facts),
    encryptionFinding(facts),
    sizeFinding(facts),
  );
}

function protectionFinding({ plan, target }: Facts): Finding | undefined {
  if (!target.isProtected) return undefined;
  const text = `“${plan.target.name}” is protected against being deleted, which does not protect its data from a restore: make sure that this is the right cluster.`;
  return warning('target-protected', text);
}

function stateFinding({ plan, target: { paused, state } }: Facts): Finding {
  const name = `“${plan.target.name}”`;
  if (paused) {
    const text = `${name} is paused: resume it, and the restore starts automatically.`;
    return beforeStart('target-paused', text);
  }
  switch (state) {
    case 'IDLE':
      return ok('target-ready', `${name} is up.`);
    case 'CREATING':
    case 'UPDATING':
    case 'REPAIRING': {
      const text = `${name} is busy (${state}): the restore starts automatically once that is over.`;
      return beforeStart('target-busy', text);
    }
    case 'DELETING':
    case 'DELETED':
      return blocker('target-unusable', `${name} is being deleted: choose another target.`);
    default: {
      const text = `${name} is ${state}, a word that restorebot does not know: look at it in Atlas first.`;
      return warning('target-state-unknown', text);
    }
  }
}

function shardFinding({ plan, source, target, snapshot }: Facts): Finding | undefined {
  if (source.shards === 0 || target.shards === 0) return undefined;
  if (source.shards !== target.shards) {
    const text = `“${plan.source.name}” has ${source.shards} shards and “${plan.target.name}” has ${target.shards}: they must have as many.`;
    return blocker('shards-differ', text);
  }
  const from = snapshot?.configServer ?? source.configServer;
  if (from === undefined || target.configServer === undefined || from === target.configServer) {
    return undefined;
  }
  const text = `The config servers differ (${from} and ${target.configServer}): choose another target.`;
  return blocker('config-servers-differ', text);
}

function versionFinding({ plan, source, target, snapshot }: Facts): Finding {
  const from = snapshot?.majorVersion ?? source.majorVersion;
  const order = compareMajor(target.majorVersion, from);
  const words = `“${plan.target.name}” runs ${target.majorVersion ?? 'an unknown version'}, the data is of ${from ?? 'an unknown version'}`;
  if (order === undefined) return warning('version-unknown', `${words}: nobody can tell whether they fit.`);
  if (order === 0) return ok('version-fits', `${words}.`);
  if (order < 0) {
    const text = `${words}: choose a target of the same version, or upgrade it.`;
    return blocker('version-older', text);
  }
  if (source.family === 'dedicated') {
    const text = `${words}: Atlas does not document how much newer a target may be.`;
    return warning('version-newer', text);
  }
  return blocker('version-newer', `${words}: a Flex snapshot goes to the same major version only.`);
}

function encryptionFinding(facts: Facts): Finding | undefined {
  const text = refuseEncryption(facts);
  return text === undefined ? undefined : blocker('encryption-differs', text);
}

/** Both with a customer's key of the same provider, or neither. */
function refuseEncryption({ plan, source, target, snapshot }: Facts): string | undefined {
  const name = `“${plan.target.name}”`;
  const encrypted = snapshot?.encrypted ?? source.encryption !== 'NONE';
  if (encrypted && target.encryption === 'NONE') {
    return `The data is encrypted with your own key and ${name} is not: choose another target.`;
  }
  if (!encrypted && target.encryption !== 'NONE') {
    return `${name} is encrypted with your own key and the data is not: choose another target.`;
  }
  if (encrypted && source.encryption !== 'NONE' && source.encryption !== target.encryption) {
    return `The key of the data is at ${source.encryption}, that of ${name} at ${target.encryption}: choose another target.`;
  }
  return undefined;
}

/** Only advice at the vendor's: no hard rule is documented. */
function sizeFinding({ plan, target, snapshot }: Facts): Finding | undefined {
  const gb = (snapshot?.bytes ?? 0) / 1_000_000_000;
  const room = target.diskGb === undefined ? undefined : target.diskGb * Math.max(1, target.shards);
  if (room === undefined || gb <= room) return undefined;
  const text = `The snapshot has ${gb.toFixed(1)} GB and “${plan.target.name}” a disk of ${room} GB: give it a larger one first.`;
  return warning('disk-small', text);
}

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

interface MomentFacts {
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

/** The vendor's limits: one download of a backup, 20 of a project at a time. */
const mostDownloads = 20;

export function restoreFindings(plan: RestorePlan, jobs: readonly Job[], now: Date): readonly Finding[] {
  const { name } = plan.target;
  const into = jobs.filter((job) => isInto(job, clusterOf(plan.target)));
  return [
    ...into.filter(isOpen).map(({ createdAt }) => otherRestore(name, createdAt)),
    ...into
      .filter(({ state, createdAt }) => state.type === 'finished' && isRecent(createdAt, now))
      .map(({ createdAt }) => restoredRecently(name, createdAt)),
  ];
}

/** What other downloads say; `jobs`: of the whole project. */
export function downloadFinding(plan: RestorePlan, jobs: readonly Job[]): Finding {
  const open = jobs.filter((job) => job.delivery === 'download' && isOpen(job));
  const same = open.find((job) => job.snapshotId === backupId(plan));
  if (same !== undefined) {
    const end = same.state.type === 'ready' ? same.state.expiresAt : undefined;
    const until = end === undefined ? '' : ` until ${utc(end)}`;
    const text = `A download of this snapshot is open already${until}, and Atlas allows one at a time: this one starts automatically once that is over.`;
    return beforeStart('download-open', text);
  }
  if (open.length < mostDownloads) {
    return ok('download-free', `The project has ${open.length} open downloads.`);
  }
  const text = `The project has ${open.length} open downloads, and Atlas allows ${mostDownloads}: this one starts automatically once one of them ends.`;
  return beforeStart('downloads-full', text);
}
