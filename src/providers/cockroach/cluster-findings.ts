import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { compareMajor, majorVersion, refusePlans } from './clusters.ts';
import type { Cluster } from './schema.ts';
import type { CockroachSettings } from './settings.ts';

/** What the two clusters themselves say about the plan. */
export function clusterFindings(
  plan: RestorePlan,
  source: Cluster,
  target: Cluster,
  otherClusters: CockroachSettings['otherClusters'],
): readonly Finding[] {
  const refusal = refusePlans(plan.kind, source, target, otherClusters);
  return [
    ...(refusal === undefined ? [] : [{ level: 'blocker', code: 'plan-mismatch', text: refusal } as const]),
    stateFinding(target),
    ...operationFindings(target),
    ...(source.id === target.id ? [] : [versionFinding(source, target)]),
    ...upgradeFindings(plan, target),
  ];
}

function stateFinding({ name, state }: Cluster): Finding {
  switch (state) {
    case 'CREATED':
      return { level: 'ok', code: 'target-ready', text: `“${name}” is up.` };
    case 'LOCKED':
    case 'CREATING':
      return {
        level: 'before-start',
        code: 'target-busy',
        text: `“${name}” is ${state === 'LOCKED' ? 'locked by another operation' : 'still being created'}: the restore starts automatically once that is over.`,
      };
    default:
      return {
        level: 'blocker',
        code: 'target-unusable',
        text: `“${name}” is in the state ${state}: choose another destination.`,
      };
  }
}

function operationFindings({ name, operation_status }: Cluster): readonly Finding[] {
  if (operation_status.endsWith('_RUNNING')) {
    const text = `“${name}” is busy (${operation_status}): the restore starts automatically once that is over.`;
    return [{ level: 'before-start', code: 'target-operation-running', text }];
  }
  if (operation_status.endsWith('_FAILED')) {
    const text = `The last operation on “${name}” failed (${operation_status}): look at it in the Cloud Console first.`;
    return [{ level: 'warning', code: 'target-operation-failed', text }];
  }
  return [];
}

function versionFinding(source: Cluster, target: Cluster): Finding {
  const order = compareMajor(target, source);
  const versions = `“${target.name}” runs ${majorVersion(target)}, “${source.name}” ${majorVersion(source)}`;
  if (order === undefined) {
    return {
      level: 'warning',
      code: 'version-unknown',
      text: `${versions}: nobody can tell whether they fit.`,
    };
  }
  return order < 0
    ? {
        level: 'blocker',
        code: 'version-older',
        text: `${versions}: upgrade the destination, or choose a newer one.`,
      }
    : { level: 'ok', code: 'version-fits', text: `${versions}.` };
}

/** A full-cluster restore fails while two versions are mixed. */
function upgradeFindings({ kind }: RestorePlan, { name, upgrade_status }: Cluster): readonly Finding[] {
  if (['FINALIZED', 'UPGRADE_AVAILABLE'].includes(upgrade_status)) return [];
  return kind === 'cluster'
    ? [
        {
          level: 'before-start',
          code: 'upgrade-not-final',
          text: `“${name}” is between two versions (${upgrade_status}): finalize or roll back the upgrade, and the restore starts automatically.`,
        },
      ]
    : [
        {
          level: 'warning',
          code: 'upgrade-not-final',
          text: `“${name}” is between two versions (${upgrade_status}): the restore may be refused.`,
        },
      ];
}
