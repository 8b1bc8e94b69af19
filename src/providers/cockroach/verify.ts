import type { CallOptions, Operation } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Looked, ProviderCheck, Verification } from '#core/verification.ts';
import { counted, quoted } from '../kit/words.ts';
import type { CockroachClient } from './client.ts';
import { isPristine, quotedWithTables } from './impact.ts';
import { tableDatabases } from './name-findings.ts';
import { createdDatabases } from './options.ts';
import type { Cluster, Database } from './schema.ts';
import { restoreType } from './wire.ts';

/** Looks whether what was restored is really there, as far as the API shows. */
export async function verifyRestore(
  client: CockroachClient,
  { plan }: Operation,
  options: CallOptions,
): Promise<Verification> {
  const databases = await client.databases(plan.target, options);
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return verifyCluster(plan, await client.cluster(plan.target, options), databases);
    case 'DATABASE':
      return verifyDatabases(plan, databases);
    case 'TABLE':
      return verifyTables(plan, databases);
  }
}

function failed(code: string, text: string, looked: Looked): Verification {
  return { outcome: 'failed', findings: [{ level: 'warning', code, text, looked }] };
}

function verifyCluster(
  { target }: RestorePlan,
  cluster: Cluster,
  databases: readonly Database[],
): Verification {
  const restored = databases.filter((database) => !isPristine(database));
  if (restored.length === 0) {
    return failed(
      'cluster-empty',
      `“${target.name}” holds no database with tables: look into it before anybody uses it.`,
      'counts',
    );
  }
  if (cluster.state === 'LOCKED') {
    const text = `“${target.name}” is still locked: look again once it is up.`;
    return {
      outcome: 'not-possible',
      findings: [{ level: 'warning', code: 'cluster-locked', text, looked: 'nothing' }],
    };
  }
  if (cluster.state !== 'CREATED') {
    return failed(
      'cluster-not-up',
      `“${target.name}” is in the state ${cluster.state}: look into it in the Cloud Console.`,
      'status',
    );
  }
  const text = `“${target.name}” is up and holds ${quotedWithTables(restored.slice(0, 10))}${restored.length > 10 ? ` and ${restored.length - 10} more` : ''}.`;
  return { outcome: 'passed', findings: [{ level: 'ok', code: 'cluster-restored', text, looked: 'counts' }] };
}

function verifyDatabases(plan: RestorePlan, databases: readonly Database[]): Verification {
  const looks = createdDatabases(plan).map((name) => lookAt(plan, name, databases));
  const outcomes = looks.map(({ outcome }) => outcome);
  return {
    outcome: outcomes.includes('failed')
      ? 'failed'
      : outcomes.includes('not-possible')
        ? 'not-possible'
        : 'passed',
    findings: looks.map(({ finding }) => finding),
  };
}

function lookAt(
  plan: RestorePlan,
  name: string,
  databases: readonly Database[],
): { readonly outcome: Verification['outcome']; readonly finding: ProviderCheck } {
  const database = databases.find((each) => each.name === name);
  const where = `${quoted([name])} on “${plan.target.name}”`;
  if (database === undefined) {
    const text = `There is no database ${where}, although CockroachDB Cloud says it was restored.`;
    return {
      outcome: 'failed',
      finding: { level: 'warning', code: 'database-missing', text, looked: 'list' },
    };
  }
  const tables = database.table_count;
  if (tables === undefined) {
    const text = `${where} is there; the API does not say how many tables it has.`;
    return {
      outcome: 'not-possible',
      finding: { level: 'warning', code: 'tables-not-shown', text, looked: 'nothing' },
    };
  }
  if (tables === 0) {
    const text = `${where} is there and has no tables: look into it before anybody uses it.`;
    return {
      outcome: plan.options['schema_only'] === true ? 'not-possible' : 'failed',
      finding: { level: 'warning', code: 'database-empty', text, looked: 'counts' },
    };
  }
  const text = `${where} is there with ${counted(tables, 'table')}.`;
  return { outcome: 'passed', finding: { level: 'ok', code: 'database-restored', text, looked: 'counts' } };
}

function verifyTables(plan: RestorePlan, databases: readonly Database[]): Verification {
  const wanted = tableDatabases(plan);
  const missing = wanted.filter((name) => databases.every((database) => database.name !== name));
  if (missing.length > 0) {
    return failed(
      'database-missing',
      `“${plan.target.name}” has no database ${quoted(missing)}: the tables cannot be there.`,
      'list',
    );
  }
  const text = `The API does not show tables: look with SHOW TABLES FROM ${wanted.join(', ')} on “${plan.target.name}”.`;
  return {
    outcome: 'not-possible',
    findings: [{ level: 'warning', code: 'tables-not-shown', text, looked: 'nothing' }],
  };
}
