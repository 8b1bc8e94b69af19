import type { CallOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import { onlyOne } from '../kit/form.ts';
import { orGone } from '../kit/reads.ts';
import type { Has, Project } from './client.ts';
import type { Cluster } from './cluster.ts';
import { decodeClusterId, encodeClusterId } from './paths.ts';

/**
 * A cluster by its id and its full name, `shop/orders`: every project of many installations has a cluster of the same
 * name (`Cluster0`), so the name alone would let somebody agree to the wrong one.
 */
export interface Named extends Resource {
  readonly cluster: Cluster;
}

function named(cluster: Cluster, project: Project): Named {
  return { id: encodeClusterId(cluster), name: `${project.name}/${cluster.name}`, cluster };
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
      (await client.clusters(project, options)).map((cluster) => named(cluster, project)),
    ),
  );
  return clusters.flat().toSorted((one, other) => one.name.localeCompare(other.name));
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
    return cluster && project && named(cluster, project);
  }
  const all = await allClusters(has, options);
  return onlyOne(all, ({ name }) => name === text) ?? onlyOne(all, ({ cluster }) => cluster.name === text);
}
