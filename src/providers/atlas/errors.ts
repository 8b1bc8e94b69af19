import { ProviderError, type ProviderErrorFacts } from '#core/provider-error.ts';
import type { HttpClient } from '../http/types.ts';
import { listed } from '../kit/words.ts';
import { lacksRole } from './codes.ts';

/** The names of the projects that were seen, by id: an error of Atlas names a project by its id at most. */
export type ProjectNames = Map<string, string>;

/** The same client, whose errors say in which projects a role is missing, and what became of M2 and M5 clusters. */
export function tellMore(http: HttpClient, names: ProjectNames): HttpClient {
  async function telling<T>(path: string, body: unknown, asking: Promise<T>): Promise<T> {
    try {
      return await asking;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (isOfRetired(path, error.facts)) throw new ProviderError(retired(error.facts));
      const projects = [...projectOf(path), ...targetOf(body)];
      if (projects.length === 0 || !lacksRole(error.facts)) throw error;
      const where = listed([...new Set(projects)].map((id) => `in ${wordsOf(id, names.get(id))}`));
      const advice = `Give the key or service account the role Project Backup Manager ${where}.`;
      throw new ProviderError({ ...error.facts, advice });
    }
  }
  return {
    vendor: http.vendor,
    get: (request) => telling(request.path, undefined, http.get(request)),
    write: (request) => telling(request.path, request.body, http.write(request)),
  };
}

/** `project “shop” (6a…)`, or only the id. */
function wordsOf(id: string, name: string | undefined): string {
  return name === undefined ? `project ${id}` : `project “${name}” (${id})`;
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
 * Whether an error is the end of the API for M2 and M5 clusters (2026-01-22). Which of 410, 404 and 406 it answers since
 * is documented nowhere, so all of them mean that, unless the code names something else that is not there.
 */
function isOfRetired(path: string, { kind, code = '' }: ProviderErrorFacts): boolean {
  if (!path.includes('/backup/tenant/')) return false;
  return kind === 'retired' || (kind === 'not-found' && !thingMissing.test(code));
}

function retired(facts: ProviderErrorFacts): ProviderErrorFacts {
  return {
    ...facts,
    kind: 'retired',
    detail: `this endpoint was retired, use Flex (${facts.detail})`,
    advice:
      'Atlas ended M2 and M5 clusters in January 2026 and made them Flex clusters: ask again, and choose the Flex cluster.',
  };
}
