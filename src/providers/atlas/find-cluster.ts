import type { CallOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import { orGone } from '../kit/reads.ts';
import type { Has, Project } from './client.ts';
import type { Cluster } from './cluster.ts';
import { decodeClusterId, encodeClusterId } from './paths.ts';

/** A cluster together with the project that gives it its full name. */
export interface Named {
  readonly cluster: Cluster;
  readonly project: Project;
}

/**
 * `shop/orders`: every project of many installations has a cluster of the same name (`Cluster0`), so the name alone
 * would let somebody agree to the wrong one.
 */
export function resourceOf({ cluster, project }: Named): Resource {
  return { id: encodeClusterId(cluster), name: `${project.name}/${cluster.name}` };
}

/** Every cluster of every project, by full name. */
export async function allClusters(
  { client, settings: { projects } }: Has,
  options: CallOptions,
): Promise<readonly Named[]> {
  const all =
    projects === undefined
      ? await client.projects(options)
      : await Promise.all(projects.map((id) => client.project(id, options)));
  const clusters = await Promise.all(
    all.map(async (project) =>
      (await client.clusters(project, options)).map((cluster) => ({ cluster, project })),
    ),
  );
  return clusters.flat().toSorted((one, other) => resourceOf(one).name.localeCompare(resourceOf(other).name));
}

/** By id, by full name, or by a name that only one cluster has. */
export async function findCluster(has: Has, text: string, options: CallOptions): Promise<Named | undefined> {
  const ref = decodeClusterId(text);
  if (ref !== undefined) {
    const { client, settings } = has;
    if (settings.projects?.includes(ref.projectId) === false) return undefined;
    const [cluster, project] = await Promise.all([
      orGone(client.cluster(ref, options)),
      orGone(client.project(ref.projectId, options)),
    ]);
    return cluster === undefined || project === undefined ? undefined : { cluster, project };
  }
  const all = await allClusters(has, options);
  const named = all.filter((each) => resourceOf(each).name === text || each.cluster.name === text);
  const full = named.filter((each) => resourceOf(each).name === text);
  const found = full.length > 0 ? full : named;
  return found.length === 1 ? found[0] : undefined;
}
