import { defined } from '#core/defined.ts';
import { ProviderError, type ProviderErrorFacts, type ProviderErrorKind } from '#core/provider-error.ts';
import { kindOfClientError, kindsOfError } from './kinds.ts';
import { describeBody, type RawAnswer } from './raw-answer.ts';
import type { Redact } from './redact.ts';
import { isRefused } from './refusal.ts';
import { readRetryAfter } from './retry-policy.ts';
import type { Vendor } from './types.ts';

/** Longer words of a vendor are cut: a person reads one line. */
const longestDetail = 300;

export interface FailureContext {
  readonly connection: string;
  readonly vendor: Vendor;
  readonly redact: Redact;
  readonly now: () => Date;
}

/** Makes the one error of the family, with redacted and bounded words. */
export function providerError(
  context: FailureContext,
  facts: Omit<ProviderErrorFacts, 'advice'> & { readonly advice?: string },
): ProviderError {
  const { connection, vendor, redact } = context;
  const detail = withoutEnd(redact(facts.detail).replaceAll(/\s+/g, ' ').trim());
  return new ProviderError({
    ...facts,
    action: redact(facts.action),
    detail: detail.length > longestDetail ? `${detail.slice(0, longestDetail - 1)}…` : detail,
    advice:
      facts.advice ?? vendor.advice?.[facts.kind] ?? kindsOfError[facts.kind].advice(connection, vendor.name),
  });
}

/** A sentence without what ends it: it goes into the middle of one of ours. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '.!'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** The error in an answer, or `undefined` where it is a success: by its status, or by what the body says. */
export function failureOf(
  context: FailureContext,
  call: { readonly action: string; readonly write: boolean },
  answer: RawAnswer,
): ProviderError | undefined {
  const { vendor, redact, now } = context;
  const { message, code } = answer.body.type === 'json' ? vendor.readFailure(answer.body.value) : {};
  const retryAfterMs = readRetryAfter(answer.header('retry-after'), now());
  const saysNo =
    answer.status < 300 && answer.body.type === 'json' && vendor.saysNo?.(answer.body.value) === true;
  const limited = isLimited(answer, call.write, saysNo, message, retryAfterMs);
  if (answer.status < 300 && !saysNo && !limited) return undefined;
  const kind = limited ? 'rate-limited' : kindOf(vendor, call.write, answer, code);
  const advice = code === undefined ? undefined : vendor.adviceOfCode?.(code, kind);
  return providerError(context, {
    kind,
    action: call.action,
    detail: detailOf(vendor, answer, message),
    ...(code === undefined ? {} : { code: redact(code) }),
    ...defined({ advice }),
    httpStatus: answer.status,
    ...defined({ retryAfterMs }),
    ...requestId(context, answer),
  });
}

/** The vendor's id of the call, as a part of an error's facts. */
export function requestId(
  { vendor, redact }: FailureContext,
  answer: RawAnswer,
): { readonly vendorRequestId?: string } {
  const id = vendor.requestIdHeaders.map((name) => answer.header(name)).find((value) => value !== undefined);
  return id === undefined ? {} : { vendorRequestId: redact(id).slice(0, 200) };
}

/**
 * Whether the call was over the limit. A vendor does not document the status of that everywhere, so a read believes
 * the words and `Retry-After`, too. A write does not: what only sounds like a no may have been carried out.
 */
function isLimited(
  { status }: RawAnswer,
  write: boolean,
  saysNo: boolean,
  message: string | undefined,
  retryAfterMs: number | undefined,
): boolean {
  if (status === 429 || write) return status === 429;
  if (retryAfterMs !== undefined && status >= 400 && status < 500) return true;
  const saysLimit = /rate limit exceeded/i.test(message ?? '');
  return saysLimit && (status >= 400 || saysNo || retryAfterMs !== undefined);
}

function kindOf(
  vendor: Vendor,
  write: boolean,
  answer: RawAnswer,
  code: string | undefined,
): ProviderErrorKind {
  const { status } = answer;
  if (write && !isRefused(vendor.refusals, answer)) return 'indeterminate';
  if (status < 300) {
    const kind = vendor.refine?.(status, code) ?? 'invalid';
    return kind === 'indeterminate' && !write ? 'unavailable' : kind;
  }
  // A redirect is not followed.
  if (status < 400) return 'contract';
  if (status >= 500) return 'unavailable';
  const kind = status === 423 ? 'busy' : (vendor.refine?.(status, code) ?? kindOfClientError(status));
  // Only a write is tried again once something else has ended.
  return kind === 'busy' && !write ? 'conflict' : kind;
}

function detailOf(vendor: Vendor, answer: RawAnswer, message: string | undefined): string {
  if (message !== undefined && message.trim() !== '') return message;
  return unusable(vendor, answer);
}

/** What an answer without the vendor's own words says, one clause; its status is for the log, Details and the audit. */
export function unusable({ name }: Vendor, { status, body }: RawAnswer): string {
  const said = describeBody(body);
  if (status < 300) return `${name} answered with ${said}`;
  if (status < 400) return `${name} redirected the call, which restorebot does not follow`;
  return status < 500 ? `${name} refused the call with ${said}` : `${name} reported a failure with ${said}`;
}
