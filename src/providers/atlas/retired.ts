import { ProviderError } from '#core/provider-error.ts';
import type { Family } from './cluster.ts';
import type { Api } from './places.ts';

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
