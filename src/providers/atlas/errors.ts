import { ProviderError } from '#core/provider-error.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { HttpClient } from '../http/types.ts';
import { listed } from '../kit/words.ts';
import type { Family } from './cluster.ts';
import { lacksRole } from './codes.ts';
import { clusterOf } from './paths.ts';
import type { Api } from './wire.ts';

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

/** Codes of a 404 that are about a thing and not about the endpoint. */
const thingMissing = /^(GROUP|CLUSTER|SNAPSHOT|TENANT_SNAPSHOT|TENANT_RESTORE|RESTORE_JOB)_NOT_FOUND$/;

/**
 * Puts the end of the API for M2 and M5 clusters (2026-01-22) into words. Which of 410, 404 and 406 it answers since is
 * documented nowhere, so all of them mean that, unless the code names something else that is not there.
 */
export async function tellRetired<T>(api: Api | Family, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (api !== 'tenant' || !(error instanceof ProviderError) || !isRetired(error)) throw error;
    const { facts } = error;
    throw new ProviderError({
      ...facts,
      kind: 'retired',
      detail: `this endpoint was retired, use Flex (${facts.detail})`,
      advice:
        'Atlas ended M2 and M5 clusters in January 2026 and made them Flex clusters: ask again, and choose the Flex cluster.',
    });
  }
}

function isRetired({ kind, facts }: ProviderError): boolean {
  return kind === 'retired' || (kind === 'not-found' && !thingMissing.test(facts.code ?? ''));
}
