import type { Finding } from '#core/finding.ts';
import { after } from '#core/instant.ts';
import { restoreRunning } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, blocker, ok, present, warning } from '../kit/findings.ts';
import { utc } from '../kit/words.ts';
import { compareMajor, majorVersion, refusePlans } from './clusters.ts';
import type { Cluster, Restore } from './schema.ts';
import type { CockroachSettings } from './settings.ts';

const dayMs = 24 * 60 * 60_000;

/** What the two clusters themselves say about the plan. */
export function clusterFindings(
  plan: RestorePlan,
  source: Cluster,
  target: Cluster,
  otherClusters: CockroachSettings['otherClusters'],
): readonly Finding[] {
  const refusal = refusePlans(plan.kind, source, target, otherClusters);
  return present(
    refusal === undefined ? undefined : blocker('plan-mismatch', refusal),
    stateFinding(target),
    operationFinding(target),
    source.id === target.id ? undefined : versionFinding(source, target),
    upgradeFinding(plan, target),
  );
}

function stateFinding({ name, state }: Cluster): Finding {
  switch (state) {
    case 'CREATED':
      return ok('target-ready', `“${name}” is up.`);
    case 'LOCKED':
    case 'CREATING': {
      const why = state === 'LOCKED' ? 'locked by another operation' : 'still being created';
      return beforeStart(
        'target-busy',
        `“${name}” is ${why}: the restore starts automatically once that is over.`,
      );
    }
    default:
      return blocker('target-unusable', `“${name}” is in the state ${state}: choose another destination.`);
  }
}

function operationFinding({ name, operation_status }: Cluster): Finding | undefined {
  if (operation_status.endsWith('_RUNNING')) {
    const text = `“${name}” is busy (${operation_status}): the restore starts automatically once that is over.`;
    return beforeStart('target-operation-running', text);
  }
  if (!operation_status.endsWith('_FAILED')) return undefined;
  const text = `The last operation on “${name}” failed (${operation_status}): look at it in the Cloud Console first.`;
  return warning('target-operation-failed', text);
}

function versionFinding(source: Cluster, target: Cluster): Finding {
  const order = compareMajor(target, source);
  const versions = `“${target.name}” runs ${majorVersion(target)}, “${source.name}” ${majorVersion(source)}`;
  if (order === undefined)
    return warning('version-unknown', `${versions}: nobody can tell whether they fit.`);
  if (order >= 0) return ok('version-fits', `${versions}.`);
  return blocker('version-older', `${versions}: upgrade the destination, or choose a newer one.`);
}

/** A full-cluster restore fails while two versions are mixed. */
function upgradeFinding({ kind }: RestorePlan, { name, upgrade_status }: Cluster): Finding | undefined {
  if (['FINALIZED', 'UPGRADE_AVAILABLE'].includes(upgrade_status)) return undefined;
  const what = `“${name}” is between two versions (${upgrade_status})`;
  if (kind !== 'cluster') return warning('upgrade-not-final', `${what}: the restore may be refused.`);
  const text = `${what}: finalize or roll back the upgrade, and the restore starts automatically.`;
  return beforeStart('upgrade-not-final', text);
}

/** What other restores of the destination say: one at a time, and a recent one is worth knowing. */
export function restoreFindings(
  plan: RestorePlan,
  restores: readonly Restore[],
  now: Date,
): readonly Finding[] {
  const target = `“${plan.target.name}”`;
  const findings = restores.map(({ id, status, type, created_at }) => {
    switch (status) {
      case 'PENDING': {
        const text = `Another restore is running on ${target} (${id}, started ${utc(created_at)}): this one starts automatically once that is over.`;
        return beforeStart(restoreRunning, text);
      }
      case 'SUCCESS': {
        if (created_at <= after(now, -dayMs)) return undefined;
        const text = `${target} was restored at ${utc(created_at)} (${type}, ${id}): make sure this is not the same again.`;
        return warning('restored-recently', text);
      }
      case 'FAILED':
        return undefined;
      default: {
        const text = `Restore ${id} on ${target} is ${status}, a word that restorebot does not know: look at it in the Cloud Console first.`;
        return warning('restore-status-unknown', text);
      }
    }
  });
  return present(...findings);
}
