import { ProviderError } from '#core/provider-error.ts';

/** The vendor says that it is not there: that is an answer. Every other failure stays an error. */
export async function orGone<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
