import type { Finding } from '#core/finding.ts';
import { after } from '#core/instant.ts';
import { restoreRunning } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, ok, warning } from '../kit/findings.ts';
import { utc } from '../kit/words.ts';
import { clusterOf } from './ids.ts';
import { isInto, isOpen, type Job } from './job.ts';
import { snapshotId } from './wire.ts';

const dayMs = 24 * 60 * 60_000;

/** The vendor's limits: one download of a backup, 20 of a project at a time. */
const mostDownloads = 20;

/** What other restores of the target say: one at a time, and a recent one is worth knowing. */
export function restoreFindings(plan: RestorePlan, jobs: readonly Job[], now: Date): readonly Finding[] {
  const name = `“${plan.target.name}”`;
  const into = jobs.filter((job) => isInto(job, clusterOf(plan.target)));
  const running = into.filter(isOpen).map(({ id, createdAt }) => {
    const text = `Another restore is running on ${name} (${id}, started ${utc(createdAt)}): this one starts automatically once that is over.`;
    return beforeStart(restoreRunning, text);
  });
  const recent = into
    .filter(({ state, createdAt }) => state.type === 'finished' && createdAt > after(now, -dayMs))
    .map(({ id, createdAt }) => {
      const text = `${name} was restored at ${utc(createdAt)} (${id}): make sure this is not the same again.`;
      return warning('restored-recently', text);
    });
  return [...running, ...recent];
}

/** What other downloads say; `jobs`: of the whole project. */
export function downloadFinding(plan: RestorePlan, jobs: readonly Job[]): Finding {
  const open = jobs.filter((job) => job.delivery === 'download' && isOpen(job));
  const same = open.find((job) => job.snapshotId === snapshotId(plan));
  if (same !== undefined) {
    const end = same.state.type === 'ready' ? same.state.expiresAt : undefined;
    const until = end === undefined ? '' : ` until ${utc(end)}`;
    const text = `A download of this snapshot is open already${until} (${same.id}), and Atlas allows one at a time: this one starts automatically once that is over.`;
    return beforeStart('download-open', text);
  }
  if (open.length < mostDownloads) {
    return ok('download-free', `The project has ${open.length} open downloads.`);
  }
  const text = `The project has ${open.length} open downloads, and Atlas allows ${mostDownloads}: this one starts automatically once one of them ends.`;
  return beforeStart('downloads-full', text);
}
