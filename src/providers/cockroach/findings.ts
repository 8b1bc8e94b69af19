import { beforeStart, blocker, type Finding, ok, warning } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { isRecent, otherRestore, present, restoredRecently } from '../kit/findings.ts';
import { compareMajor, quoted, utc } from '../kit/words.ts';
import { isPristine, majorVersion, missingIn, quotedWithTables, refusePlans } from './clusters.ts';
import type { Cluster, Database, Restore } from './schema.ts';
import type { CockroachSettings } from './settings.ts';
import { createdDatabases, namesIn, restoreType, tableDatabases } from './wire.ts';

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
  const order = compareMajor(target.cockroach_version, source.cockroach_version);
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
  const { name } = plan.target;
  const findings = restores.map(({ status, created_at }) => {
    switch (status) {
      case 'PENDING':
        return otherRestore(name, created_at);
      case 'SUCCESS':
        return isRecent(created_at, now) ? restoredRecently(name, created_at) : undefined;
      case 'FAILED':
        return undefined;
      default: {
        const text = `A restore on “${name}”, started ${utc(created_at)}, is ${status}, a word that restorebot does not know: look at it in the Cloud Console first.`;
        return warning('restore-status-unknown', text);
      }
    }
  });
  return present(...findings);
}

/** What the databases on the destination say about the plan. */
export function nameFindings(plan: RestorePlan, databases: readonly Database[]): readonly Finding[] {
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return [emptinessFinding(plan, databases)];
    case 'DATABASE':
      return present(clashFinding(plan, databases), unconfirmedFinding(plan, databases));
    case 'TABLE': {
      const text =
        'The API does not show tables: a table that already exists there makes the restore fail, nothing is overwritten.';
      return [databaseFinding(plan, databases), warning('tables-not-shown', text)];
    }
  }
}

function emptinessFinding({ target }: RestorePlan, databases: readonly Database[]): Finding {
  const there = databases.filter((database) => !isPristine(database));
  if (there.length === 0) {
    return ok('target-empty', `“${target.name}” holds no database with tables, as far as the API shows.`);
  }
  const them = there.length === 1 ? 'it' : 'them';
  const text = `“${target.name}” must be empty first and holds ${quotedWithTables(there)}: drop ${them} and the restore starts automatically.`;
  return beforeStart('target-not-empty', text);
}

/** A backup's content cannot be listed: what is on the source now is the only hint that a name is right. */
function unconfirmedFinding(plan: RestorePlan, databases: readonly Database[]): Finding | undefined {
  const { source, target } = plan;
  // Those of another source are not looked up for this.
  const unknown = source.id === target.id ? missingIn(databases, namesIn(plan, 'databases')) : [];
  if (unknown.length === 0) return undefined;
  const text = `CockroachDB Cloud cannot confirm that the backup holds ${quoted(unknown)}. If it does not, the restore fails and nothing is overwritten.`;
  return warning('name-unconfirmed', text);
}

/** A database is created and never overwritten. */
function clashFinding(plan: RestorePlan, databases: readonly Database[]): Finding {
  const created = createdDatabases(plan);
  const clashes = databases.filter(({ name }) => created.includes(name));
  if (clashes.length === 0) return ok('names-free', `“${plan.target.name}” has no ${quoted(created)} yet.`);
  const them = clashes.length === 1 ? 'it' : 'them';
  const otherWay = created.length === 1 ? ', or ask again with a new name' : '';
  const text = `“${plan.target.name}” still has ${quotedWithTables(clashes)}: drop or rename ${them} and the restore starts automatically${otherWay}.`;
  return beforeStart('database-exists', text);
}

function databaseFinding(plan: RestorePlan, databases: readonly Database[]): Finding {
  const wanted = tableDatabases(plan);
  const missing = missingIn(databases, wanted);
  if (missing.length === 0) {
    return ok('database-there', `${quoted(wanted)} exists on “${plan.target.name}”.`);
  }
  const text = `“${plan.target.name}” has no database ${quoted(missing)}: create it and the restore starts automatically.`;
  return beforeStart('database-missing', text);
}
