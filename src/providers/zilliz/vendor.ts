import type { ProviderErrorKind } from '#core/provider-error.ts';
import { kindOfClientError } from '../http/status-kind.ts';
import type { Vendor } from '../http/types.ts';
import { readFailure, saysNo } from './schema.ts';

/**
 * What the codes of docs.zilliz.com/reference/restful/error-codes-v2 mean, and those that the vendor's Terraform
 * provider recorded (21119, 40013). Every other code is a refusal in the vendor's words.
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

/** Zilliz Cloud below the level of its endpoints: most errors come under status 200, with a code. */
export const zillizCloud: Vendor = {
  name: 'Zilliz Cloud',
  readFailure,
  saysNo,
  requestIdHeaders: ['requestid', 'x-request-id'],
  refine: (httpStatus, code = '') => kinds[code] ?? (httpStatus < 300 ? kindOfHttpLike(code) : undefined),
  adviceOfCode: (code, kind) => (kind === 'invalid' && !refusesPlainly(code) ? lookFirst : undefined),
  advice: {
    forbidden:
      'Give the API key the Project Admin role in the projects concerned, or make it a key of an organization owner.',
    'not-found':
      'It may have been deleted, or the API key may not see it: look for it in the Zilliz Cloud console.',
    indeterminate:
      'The restore may be running all the same. Do not start it again before you have looked at the Jobs page of the project in the Zilliz Cloud console.',
  },
};

const lookFirst =
  'Look at the Jobs page of the project in the Zilliz Cloud console before you ask again: nobody documents whether this refusal leaves something behind.';

/** The codes that find fault with what was sent; 96038 and on are failures of the work itself. */
function refusesPlainly(code: string): boolean {
  return /^960(0\d|1\d|2\d|3[0-7])$/.test(code);
}

/** A code that is an HTTP status in disguise. */
function kindOfHttpLike(code: string): ProviderErrorKind | undefined {
  if (/^5\d\d$/.test(code)) return 'indeterminate';
  return /^4\d\d$/.test(code) ? kindOfClientError(Number(code)) : undefined;
}
