import type { ProviderErrorKind } from '#core/provider-error.ts';

const kinds: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  405: 'contract',
  409: 'conflict',
  410: 'retired',
  412: 'conflict',
  429: 'rate-limited',
};

/** What a status from 400 to 499 says. */
export function kindOfClientError(httpStatus: number): ProviderErrorKind {
  return kinds[httpStatus] ?? 'invalid';
}
