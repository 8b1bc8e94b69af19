import type { Reach } from '#core/data-check.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { CockroachClient } from './client.ts';
import { createdDatabases, namesIn, tableDatabases } from './options.ts';
import { restoreType } from './wire.ts';

/** Of the SQL interface (cockroachlabs.com/docs/cockroachcloud/connect-to-your-cluster). */
const sqlPort = 26_257;

/** Where the restored databases can be read: the cluster's own `sql_dns`. */
export async function reachRestored(
  client: CockroachClient,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Reach> {
  const { regions } = await client.cluster(plan.target, options);
  const dns = regions.find(({ sql_dns }) => sql_dns !== '')?.sql_dns;
  const [, host, port] = /^([^:]+)(?::(\d+))?$/u.exec(dns ?? '') ?? [];
  const databases = restoredDatabases(plan);
  return { host, port: Number(port ?? sqlPort), databases, credentialOpens: 'any' };
}

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
