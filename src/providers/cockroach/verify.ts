import { counted } from '#core/amounts.ts';
import type { Reach } from '#core/data-check.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Verification } from '#core/verification.ts';
import { allOf, failed, notPossible, passed } from '../kit/verdicts.ts';
import { quoted } from '../kit/words.ts';
import type { Does } from './client.ts';
import { isPristine, missingIn, quotedWithTables } from './clusters.ts';
import type { Cluster, Database } from './schema.ts';
import { createdDatabases, namesIn, restoreType, tableDatabases } from './wire.ts';

/** Looks whether what was restored is really there, as far as the API shows. */
export const verify: Does<'verify'> = async ({ client }, { plan }, options) => {
  const databases = await client.databases(plan.target, options);
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return verifyCluster(plan, await client.cluster(plan.target, options), databases);
    case 'DATABASE':
      return allOf(createdDatabases(plan).map((name) => verifyDatabase(plan, name, databases)));
    case 'TABLE':
      return verifyTables(plan, databases);
  }
};

function verifyCluster({ target }: RestorePlan, { state }: Cluster, databases: readonly Database[]) {
  const name = `“${target.name}”`;
  const restored = databases.filter((database) => !isPristine(database));
  if (restored.length === 0) {
    const text = `${name} holds no database with tables: look into it before anybody uses it.`;
    return failed('cluster-empty', text, 'counts');
  }
  if (state === 'LOCKED') {
    return notPossible('cluster-locked', `${name} is still locked: look again once it is up.`);
  }
  if (state !== 'CREATED') {
    const text = `${name} is in the state ${state}: look into it in the Cloud Console.`;
    return failed('cluster-not-up', text);
  }
  const more = restored.length > 10 ? ` and ${restored.length - 10} more` : '';
  const text = `${name} is up and holds ${quotedWithTables(restored.slice(0, 10))}${more}.`;
  return passed('cluster-restored', text, 'counts');
}

function verifyDatabase(plan: RestorePlan, name: string, databases: readonly Database[]): Verification {
  const where = `${quoted([name])} on “${plan.target.name}”`;
  const database = databases.find((each) => each.name === name);
  if (database === undefined) {
    const text = `There is no database ${where}, although CockroachDB Cloud says it was restored.`;
    return failed('database-missing', text, 'list');
  }
  const tables = database.table_count;
  if (tables === undefined) {
    const text = `${where} is there; the API does not say how many tables it has.`;
    return notPossible('tables-not-shown', text);
  }
  if (tables > 0) {
    return passed('database-restored', `${where} is there with ${counted(tables, 'table')}.`, 'counts');
  }
  const text = `${where} is there and has no tables: look into it before anybody uses it.`;
  const verdict = plan.options['schema_only'] === true ? notPossible : failed;
  return verdict('database-empty', text, 'counts');
}

function verifyTables(plan: RestorePlan, databases: readonly Database[]): Verification {
  const name = `“${plan.target.name}”`;
  const wanted = tableDatabases(plan);
  const missing = missingIn(databases, wanted);
  if (missing.length > 0) {
    const text = `${name} has no database ${quoted(missing)}: the tables cannot be there.`;
    return failed('database-missing', text, 'list');
  }
  const text = `The API does not show tables: look with SHOW TABLES FROM ${wanted.join(', ')} on ${name}.`;
  return notPossible('tables-not-shown', text);
}

/** Of the SQL interface (cockroachlabs.com/docs/cockroachcloud/connect-to-your-cluster). */
const sqlPort = 26_257;

/** Where the restored databases can be read: the cluster's own `sql_dns`. */
export const reach: Does<'reach'> = async ({ client }, plan, options) => {
  const { regions } = await client.cluster(plan.target, options);
  const dns = regions.find(({ sql_dns }) => sql_dns !== '')?.sql_dns;
  const [, host, port] = /^([^:]+)(?::(\d+))?$/u.exec(dns ?? '') ?? [];
  const databases = restoredDatabases(plan);
  return { host, port: Number(port ?? sqlPort), databases, credentialOpens: 'any' };
};

function restoredDatabases(plan: RestorePlan): Reach['databases'] {
  // The tables are there, and no row of them.
  if (plan.options['schema_only'] === true) return [];
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return 'any';
    case 'DATABASE': {
      const names = namesIn(plan, 'databases');
      return createdDatabases(plan).map((as, at) => ({ name: names[at] ?? as, as }));
    }
    case 'TABLE':
      return tableDatabases(plan).map((name) => ({ name, as: name }));
  }
}
