import type { RawAnswer } from './raw-answer.ts';

/**
 * What a vendor documents as "not done" in its answers to a write. Everything that is not in here, and is no plain
 * 429, may have been carried out.
 */
export interface Refusals {
  /** The code in the vendor's own error body; `undefined` for a body of another shape, such as a proxy's. */
  readonly codeIn: (body: unknown, httpStatus: number) => string | undefined;
  /** Statuses besides the plain ones, with the codes that the vendor documents under them. */
  readonly pairs: Readonly<Record<number, readonly string[] | 'every code'>>;
  /** Codes that prove nothing whatever their status: failures in the middle of the vendor's work. */
  readonly inconclusive?: (code: string, httpStatus: number) => boolean;
}

/**
 * Statuses that mean "not done" with every code in the vendor's own body: RFC 9110 §15.5.1 (400), .2 (401), .4 (403),
 * .5 (404), .21 (422); RFC 4918 §11.3 (423).
 */
const plain: readonly number[] = [400, 401, 403, 404, 422, 423];

/** Whether an answer to a write proves that the vendor did not do it. */
export function isRefused(refusals: Refusals, answer: RawAnswer): boolean {
  const { status, body } = answer;
  if (status === 429) return true;
  // No vendor documents a wait with another refusal; where one comes, something else answered.
  if (body.type !== 'json' || answer.header('retry-after') !== undefined) return false;
  const code = refusals.codeIn(body.value, status);
  if (code === undefined || refusals.inconclusive?.(code, status) === true) return false;
  const pairs = refusals.pairs[status] ?? [];
  return plain.includes(status) || pairs === 'every code' || pairs.includes(code);
}
