import type { z } from 'zod';
import type { Egress } from '#core/egress.ts';
import type { ProviderErrorKind } from '#core/provider-error.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import type { Secret } from '#core/secret.ts';
import type { RawAnswer } from './raw-answer.ts';
import type { Refusals } from './refusal.ts';

/** What differs between vendors below the level of endpoints. */
export interface Vendor {
  /** As a person knows it: `CockroachDB Cloud`. */
  readonly name: string;
  /** Reads the vendor's own words out of a parsed error body; lenient, it may be anything. */
  readonly readFailure: (body: unknown) => Failure;
  /** Response headers that may hold the id of the call, best first, in lower case. */
  readonly requestIdHeaders: readonly string[];
  /** Which answers to a write prove that it was not done. */
  readonly refusals: Refusals;
  /** A 2xx is an error where its parsed body says so. @default a 2xx is a success */
  readonly saysNo?: (body: unknown) => boolean;
  /**
   * A better word than the HTTP status gives, for statuses 400 to 499 and for a 2xx that says no. `indeterminate`
   * there stands for a failure inside the vendor: of a read it is `unavailable`.
   */
  readonly refine?: (httpStatus: number, code: string | undefined) => ProviderErrorKind | undefined;
  /** What a person can do about one of the vendor's own codes, which was taken for this kind. */
  readonly adviceOfCode?: (code: string, kind: ProviderErrorKind) => string | undefined;
  /** Sentences that fit this vendor better than ours. */
  readonly advice?: Partial<Record<ProviderErrorKind, string>>;
}

/** The vendor's own words and code in an error. */
export interface Failure {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
}

/** A call that is about to be made. */
export interface OutgoingCall {
  readonly method: string;
  /** With its query, exactly as it will be sent. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** A question to the vendor that changes nothing there; under the deadline of one call. */
export type Ask = (question: {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Absent: nobody gives it up before the deadline. */
  readonly signal?: AbortSignal;
}) => Promise<RawAnswer>;

export type Authorized =
  | { readonly type: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** The vendor's error, as it answered. */
  | { readonly type: 'refused'; readonly answer: RawAnswer }
  /** The vendor answered something that leads nowhere; as text. */
  | { readonly type: 'unusable'; readonly detail: string };

/** How a vendor learns who calls, where that takes a conversation: a challenge, a token. */
export interface Authorization {
  /** The headers of one call. What it asks beforehand is no part of the call: a write still leaves once. */
  authorize(call: OutgoingCall, ask: Ask): Promise<Authorized>;
  /** Told of every 401. `true`: a read may be tried once more with new headers; a write never is. */
  rejected(answer: RawAnswer): boolean;
  /** Credentials that were handed out in the meantime; nor are they ever shown. */
  secrets(): readonly Secret[];
}

export interface HttpClientDeps {
  /** The connection's name; budget of calls and sentences go by it. */
  readonly connection: string;
  /** An origin, as `BaseUrl` accepts it. */
  readonly baseUrl: string;
  readonly vendor: Vendor;
  readonly limiter: RateLimiter;
  /** @default directly */
  readonly egress?: Egress | undefined;
  /** Everything that must never be shown. */
  readonly secrets: readonly Secret[];
  /** Headers of every call, the credential among them. @default none */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** For a credential that is more than a constant header. */
  readonly authorization?: Authorization;
  /** One attempt, from connecting to the last byte. @default 15_000 */
  readonly timeoutMs?: number;
  /** How long a call waits for its place in the budget; longer, and it is left for later. @default 30_000 */
  readonly turnMs?: number;
  /** Bytes of one body. @default 1_000_000 */
  readonly maxBytes?: number;
  readonly retry?: Partial<RetryPolicy> | undefined;
  readonly now?: () => Date;
}

/** For GET alone; a write is never sent twice. */
export interface RetryPolicy {
  /** First one included. @default 3 */
  readonly attempts: number;
  /** Doubled each time, with full jitter. @default 250 */
  readonly firstWaitMs: number;
  /** A longer `Retry-After` is handed to the caller instead of waited for. @default 10_000 */
  readonly longestWaitMs: number;
  /** 0 to 1. @default Math.random */
  readonly random: () => number;
  /** Rejects with the signal's reason when given up. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ReadRequest<T> {
  /** For the sentence “could not …”: `read the backups of cluster “orders-prod”`. */
  readonly action: string;
  /** Starts with `/`; ids in it are already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A schema that takes `undefined` takes an empty body (a 204). */
  readonly answer: z.ZodType<T>;
  /** What the call counts as; looks give way to acts. @default 'act' */
  readonly use?: 'act' | 'look';
  /** Bytes of the answer; for a list that the vendor gives whole or not at all. @default the client's */
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
}

export interface WriteRequest<T> extends ReadRequest<T> {
  /** @default 'POST' */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** Awaited once the connection is open, right before the first byte; `false`: nothing is sent. */
  readonly mayPost: () => Promise<boolean>;
}

export interface Answer<T> {
  readonly body: T;
  /** The vendor's clock, from its `Date` header. */
  readonly vendorTime?: Date;
}

export interface HttpClient {
  /** The vendor's name, as a person knows it. */
  readonly vendor: string;
  /** Retried where that may help. Rejects with a `ProviderError`, or with the signal's reason. */
  get<T>(request: ReadRequest<T>): Promise<Answer<T>>;
  /**
   * Sent once, on a fresh connection. `indeterminate` where the vendor may have accepted it; any other
   * `ProviderError` means that it did not. A signal that is aborted after sending rejects with its reason.
   */
  write<T>(request: WriteRequest<T>): Promise<Answer<T>>;
}
