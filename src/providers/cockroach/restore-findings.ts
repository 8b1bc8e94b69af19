import type { Finding } from '#core/finding.ts';
import { after } from '#core/instant.ts';
import { restoreRunning } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import type { Restore } from './schema.ts';

const dayMs = 24 * 60 * 60_000;

/** What other restores of the destination say: one at a time, and a recent one is worth knowing. */
export function restoreFindings(
  plan: RestorePlan,
  restores: readonly Restore[],
  now: Date,
): readonly Finding[] {
  const target = `“${plan.target.name}”`;
  const running = restores.filter(({ status }) => status === 'PENDING');
  const odd = restores.filter(({ status }) => !['PENDING', 'SUCCESS', 'FAILED'].includes(status));
  const recent = restores.filter(
    ({ status, created_at }) => status === 'SUCCESS' && created_at > after(now, -dayMs),
  );
  return [
    ...running.map((restore): Finding => ({
      level: 'before-start',
      code: restoreRunning,
      text: `Another restore is running on ${target} (${restore.id}, started ${utc(restore.created_at)}): this one starts automatically once that is over.`,
    })),
    ...odd.map((restore): Finding => ({
      level: 'warning',
      code: 'restore-status-unknown',
      text: `Restore ${restore.id} on ${target} is ${restore.status}, a word that restorebot does not know: look at it in the Cloud Console first.`,
    })),
    ...recent.map((restore): Finding => ({
      level: 'warning',
      code: 'restored-recently',
      text: `${target} was restored at ${utc(restore.created_at)} (${restore.type}, ${restore.id}): make sure this is not the same again.`,
    })),
  ];
}
