import type { Finding } from '#core/finding.ts';
import { after } from '#core/instant.ts';
import { restoreRunning } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import { clusterOf } from './cluster-id.ts';
import { isOpen, type Job } from './job.ts';
import { isInto } from './point-findings.ts';
import { snapshotId } from './wire.ts';

const dayMs = 24 * 60 * 60_000;

/** The vendor's limits: one download of a backup, 20 of a project at a time. */
const mostDownloads = 20;

/** What other restores of the target say: one at a time, and a recent one is worth knowing. */
export function restoreFindings(plan: RestorePlan, jobs: readonly Job[], now: Date): readonly Finding[] {
  const name = `“${plan.target.name}”`;
  const into = jobs.filter((job) => isInto(job, clusterOf(plan.target)));
  const recent = into.filter(
    ({ state, createdAt }) => state.type === 'finished' && createdAt > after(now, -dayMs),
  );
  return [
    ...into.filter(isOpen).map((job): Finding => ({
      level: 'before-start',
      code: restoreRunning,
      text: `Another restore is running on ${name} (${job.id}, started ${utc(job.createdAt)}): this one starts automatically once that is over.`,
    })),
    ...recent.map((job): Finding => ({
      level: 'warning',
      code: 'restored-recently',
      text: `${name} was restored at ${utc(job.createdAt)} (${job.id}): make sure this is not the same again.`,
    })),
  ];
}

/** What other downloads say; `jobs`: of the whole project. */
export function downloadFindings(plan: RestorePlan, jobs: readonly Job[]): readonly Finding[] {
  const open = jobs.filter((job) => job.delivery === 'download' && isOpen(job));
  const same = open.find((job) => job.snapshotId === snapshotId(plan));
  if (same !== undefined) {
    const until =
      same.state.type === 'ready' && same.state.expiresAt !== undefined
        ? ` until ${utc(same.state.expiresAt)}`
        : '';
    const text = `A download of this snapshot is open already${until} (${same.id}), and Atlas allows one at a time: this one starts automatically once that is over.`;
    return [{ level: 'before-start', code: 'download-open', text }];
  }
  if (open.length >= mostDownloads) {
    const text = `The project has ${open.length} open downloads, and Atlas allows ${mostDownloads}: this one starts automatically once one of them ends.`;
    return [{ level: 'before-start', code: 'downloads-full', text }];
  }
  return [{ level: 'ok', code: 'download-free', text: `The project has ${open.length} open downloads.` }];
}
