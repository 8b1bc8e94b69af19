import { counted } from '#core/amounts.ts';
import { listed, majorOf, quoted } from '../kit/words.ts';
import type { Cluster, Database } from './schema.ts';
import type { CockroachSettings } from './settings.ts';

const planNames: Readonly<Record<string, string>> = {
  ADVANCED: 'Advanced',
  STANDARD: 'Standard',
  BASIC: 'Basic',
};

/** `Advanced`; a plan that nobody knows yet as the vendor spells it. */
export function planName({ plan }: Pick<Cluster, 'plan'>): string {
  return planNames[plan] ?? plan;
}

/** `v25.2` of `v25.2.3`; the whole text where it is no version. */
export function majorVersion({ cockroach_version }: Pick<Cluster, 'cockroach_version'>): string {
  return majorOf(cockroach_version) ?? cockroach_version;
}

/** Why this kind of restore cannot go from one cluster to the other whatever happens; a sentence, or nothing. */
export function refusePlans(
  kind: string,
  source: Cluster,
  target: Cluster,
  otherClusters: CockroachSettings['otherClusters'],
): string | undefined {
  if (kind !== 'cluster' && source.plan !== 'ADVANCED') {
    return `“${source.name}” is on the ${planName(source)} plan, which restores whole clusters only.`;
  }
  if (source.id === target.id) return undefined;
  if (source.plan !== target.plan) {
    return `“${source.name}” is ${planName(source)} and “${target.name}” is ${planName(target)}: both must be on the same plan.`;
  }
  if (source.plan !== 'ADVANCED' && otherClusters === 'advanced-only') {
    return `A ${planName(source)} cluster is restored into itself only: choose “${source.name}”, or have otherClusters set to same-plan.`;
  }
  return undefined;
}

/**
 * Whether a full-cluster restore may find this database: `defaultdb` and `postgres` come with every cluster and may
 * stay as long as they hold no table. What else they may hold the API does not show.
 */
export function isPristine({ name, table_count }: Database): boolean {
  return name === 'system' || (['defaultdb', 'postgres'].includes(name) && (table_count ?? 0) === 0);
}

/** `orders (12 tables)` */
export function withTables({ name, table_count }: Database): string {
  return table_count === undefined ? name : `${name} (${counted(table_count, 'table')})`;
}

/** `“orders” (12 tables) and “movr”`: for a sentence that asks to drop them. */
export function quotedWithTables(databases: readonly Database[]): string {
  return listed(databases.map(({ name, ...rest }) => withTables({ name: quoted([name]), ...rest })));
}

/** Names that none of the databases has. */
export function missingIn(databases: readonly Database[], names: readonly string[]): readonly string[] {
  return names.filter((name) => databases.every((database) => database.name !== name));
}
