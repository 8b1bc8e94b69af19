import { setTimeout as wait } from 'node:timers/promises';
import type { ProviderError } from '#core/provider-error.ts';
import type { RetryPolicy } from './types.ts';

export function retryPolicy(given: Partial<RetryPolicy> = {}): RetryPolicy {
  return {
    attempts: 3,
    firstWaitMs: 250,
    longestWaitMs: 10_000,
    random: Math.random,
    sleep: async (ms, signal) => {
      await wait(ms, undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    },
    ...given,
  };
}

/** How long to wait before a read is tried again; `undefined`: not at all. `attempt` counts from 1. */
export function waitBefore(policy: RetryPolicy, error: ProviderError, attempt: number): number | undefined {
  const { kind, retryAfterMs, crowded } = error.facts;
  if (crowded || attempt >= policy.attempts || (kind !== 'unavailable' && kind !== 'rate-limited'))
    return undefined;
  const backoff = policy.firstWaitMs * 2 ** (attempt - 1) * (0.5 + policy.random() / 2);
  const ms = Math.max(retryAfterMs ?? 0, backoff);
  return ms > policy.longestWaitMs ? undefined : ms;
}

/** A vendor that asks for more has a broken clock or a broken header. */
const longestMs = 60 * 60_000;

/** `Retry-After` (RFC 9110 §10.2.3: seconds or an HTTP date) in milliseconds from `now`, at most one hour. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(longestMs, Math.ceil(Number(text) * 1000));
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(longestMs, Math.max(0, date - now.getTime()));
}
