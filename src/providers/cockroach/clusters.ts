import type { Cluster } from './schema.ts';
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
  return /^v?\d+\.\d+/.exec(cockroach_version)?.[0] ?? cockroach_version;
}

/** Negative: the major version of `left` is older. `undefined` where one of them is no version. */
export function compareMajor(left: Cluster, right: Cluster): number | undefined {
  const numbers = [left, right].map((cluster) => /^v?(\d+)\.(\d+)/.exec(cluster.cockroach_version));
  const [one, other] = numbers.map((found) =>
    found === null ? undefined : Number(found[1]) * 1000 + Number(found[2]),
  );
  return one === undefined || other === undefined ? undefined : one - other;
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
