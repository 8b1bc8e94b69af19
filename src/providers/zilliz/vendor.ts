import type { ProviderErrorKind } from '#core/provider-error.ts';
import { kindOfClientError } from '../http/kinds.ts';
import type { Refusals } from '../http/refusal.ts';
import type { Vendor } from '../http/types.ts';
import { readCodeAndMessage } from '../kit/wire-values.ts';
import { ownCode, saysNo } from './schema.ts';

/**
 * What the codes of docs.zilliz.com/reference/restful/error-codes-v2 mean, and those that the vendor's Terraform
 * provider recorded (21119, 40013).
 */
const kinds: Readonly<Record<string, ProviderErrorKind>> = {
  1800: 'unauthorized',
  21119: 'unauthorized',
  40013: 'conflict',
  96012: 'forbidden',
  96013: 'forbidden',
  96014: 'forbidden',
  96015: 'forbidden',
  96016: 'forbidden',
  96017: 'conflict',
  96018: 'not-found',
  96026: 'not-found',
  96027: 'forbidden',
};

/**
 * Under status 200 only the codes of error-codes-v2 that find fault with what was sent (96000 to 96037). 96038 and on
 * are failures in the middle of the work, and a code in none of the vendor's documents says nothing.
 */
const refusals: Refusals = {
  codeIn: ownCode,
  pairs: { 200: Array.from({ length: 38 }, (_, index) => String(96_000 + index)) },
  inconclusive: (code) => /^(9603[89]|960[4-9]\d|5\d\d)$/.test(code),
};

/** Zilliz Cloud below the level of its endpoints: most errors come under status 200, with a code. */
export const zillizCloud: Vendor = {
  name: 'Zilliz Cloud',
  readFailure: readCodeAndMessage,
  saysNo,
  refusals,
  requestIdHeaders: ['requestid', 'x-request-id'],
  refine: (httpStatus, code = '') => kinds[code] ?? (httpStatus < 300 ? kindOfHttpLike(code) : undefined),
  advice: {
    forbidden:
      'Give the API key the Project Admin role in the projects concerned, or make it a key of an organization owner.',
    'not-found':
      'It may have been deleted, or the API key may not see it: look for it in the Zilliz Cloud console.',
    indeterminate:
      'The restore may be running all the same. Do not start it again before you have looked at the Jobs page of the project in the Zilliz Cloud console.',
  },
};

/** A code that is an HTTP status in disguise. */
function kindOfHttpLike(code: string): ProviderErrorKind | undefined {
  if (/^5\d\d$/.test(code)) return 'indeterminate';
  return /^4\d\d$/.test(code) ? kindOfClientError(Number(code)) : undefined;
}
