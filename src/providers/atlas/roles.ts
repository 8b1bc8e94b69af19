import { ProviderError } from '#core/provider-error.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { listed } from '../kit/words.ts';
import { lacksRole } from './codes.ts';
import { clusterOf } from './ids.ts';

/** The projects whose names were seen; an error of Atlas names a project by its id at most. */
export interface ProjectNames {
  learn(projects: readonly Resource[]): void;
  /** From the full name of a cluster, `project/cluster`. */
  learnFrom(cluster: Resource): void;
  /** `project “shop” (6a…)`, or only the id. */
  words(id: string): string;
}

export function createProjectNames(): ProjectNames {
  const names = new Map<string, string>();
  return {
    learn(projects) {
      for (const { id, name } of projects) names.set(id, name);
    },
    learnFrom(cluster) {
      const [name = '', ...rest] = cluster.name.split('/');
      if (rest.length > 0) names.set(clusterOf(cluster).projectId, name);
    },
    words(id) {
      const name = names.get(id);
      return name === undefined ? `project ${id}` : `project “${name}” (${id})`;
    },
  };
}

/** The same client, whose errors about a missing role say in which projects the credential needs it. */
export function tellRoles(http: HttpClient, names: ProjectNames): HttpClient {
  async function telling<T>(ids: readonly string[], act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (ids.length === 0 || !(error instanceof ProviderError) || !lacksRole(error.facts)) throw error;
      const where = listed([...new Set(ids)].map((id) => `in ${names.words(id)}`));
      const advice = `Give the key or service account the role Project Backup Manager ${where}.`;
      throw new ProviderError({ ...error.facts, advice });
    }
  }
  return {
    vendor: http.vendor,
    get: (request) => telling(projectOf(request.path), () => http.get(request)),
    write: (request) =>
      telling([...projectOf(request.path), ...targetOf(request.body)], () => http.write(request)),
  };
}

function projectOf(path: string): readonly string[] {
  return /\/groups\/([0-9a-f]{24})(?:\/|$)/i.exec(path)?.slice(1) ?? [];
}

/** The project of the target, by either of its names in a restore job. */
function targetOf(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) =>
    (key === 'targetGroupId' || key === 'targetProjectId') && typeof value === 'string' ? [value] : [],
  );
}
