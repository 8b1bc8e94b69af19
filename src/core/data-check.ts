import { z } from 'zod';
import { Instant } from './instant.ts';
import type { Match } from './match.ts';
import type { RestorePlan } from './restore-plan.ts';
import type { Secret } from './secret.ts';

/** What the one value of a check must be. */
export const Expectation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('range'), min: z.number().optional(), max: z.number().optional() }),
  z.object({ type: z.literal('equals'), value: z.union([z.number(), z.boolean()]) }),
  /** An instant, at most so long before the restore point, milliseconds. */
  z.object({ type: z.literal('fresh'), withinMs: z.number() }),
]);
export type Expectation = Readonly<z.output<typeof Expectation>>;

interface Configured {
  /** Unique; people read it on the card. */
  readonly name: string;
  readonly match: Match;
  /** From the first byte to the last, milliseconds. */
  readonly timeoutMs: number;
}

/** One value, read over the Postgres wire protocol from what was restored. */
export interface SqlCheck extends Configured {
  readonly by: 'sql';
  readonly query: string;
  readonly expect: Expectation;
  readonly user: string;
  readonly password: Secret;
  /** By its name in the source; absent: the only one that was restored. */
  readonly database?: string | undefined;
  /** For a vendor that does not say where; `{id}` and `{name}` are the target's. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Certificate of the authority that signed the server's, PEM; absent: those that Node trusts. */
  readonly ca?: string | undefined;
}

/** Somebody's own program, which reads what was restored and answers with numbers. */
export interface WebhookCheck extends Configured {
  readonly by: 'webhook';
  /** `https:`; may hold a secret in its path, so it is never shown. */
  readonly url: Secret;
  /** Signs what is sent. */
  readonly key: Secret;
  /** Whether it may be at an address that is not public. */
  readonly allowPrivate: boolean;
}

/** A check of the configuration: it reads the restored data, and changes nothing. */
export type DataCheck = SqlCheck | WebhookCheck;

/** All that anybody is shown of data. `what`: what a webhook calls it. */
export const Seen = z.discriminatedUnion('type', [
  z.object({ type: z.literal('number'), value: z.number(), what: z.string().optional() }),
  z.object({ type: z.literal('boolean'), value: z.boolean(), what: z.string().optional() }),
  z.object({ type: z.literal('instant'), at: Instant, what: z.string().optional() }),
]);
export type Seen = Readonly<z.output<typeof Seen>>;

/** Why a check says that the data is wrong. */
export const FailedBecause = z.enum([
  /** What it saw is not what it expects. */
  'unexpected-value',
  /** No row, or NULL. */
  'no-value',
  /** The database, schema, table or column that it reads is not there. */
  'missing',
  /** The server says that its data is damaged. */
  'damaged',
  /** The webhook says so. */
  'said-fail',
]);
export type FailedBecause = z.output<typeof FailedBecause>;

/** Why a check could not look; about the data that says nothing. */
export const NotCheckedBecause = z.enum([
  'vendor-unavailable',
  'no-address',
  'other-address',
  'which-database',
  'database-not-restored',
  'one-target-only',
  'cannot-connect',
  'login-refused',
  'role-can-write',
  'timeout',
  'sql-error',
  'no-rows',
  'not-one-value',
  'other-type',
  'later-than-restore-point',
  'read-no-table',
  'too-large',
  'private-address',
  'redirected',
  'http-status',
  'bad-answer',
  'said-not-checked',
  'not-finished',
  'unexpected',
]);
export type NotCheckedBecause = z.output<typeof NotCheckedBecause>;

const result = { name: z.string(), by: z.enum(['sql', 'webhook']) };
/** SQLSTATE of the server, or the status of an HTTP answer. */
const code = z.string().optional();

/** What one check has found. Only `passed` says anything about the data, and it always has what the check saw. */
export const CheckResult = z.discriminatedUnion('result', [
  z.object({
    ...result,
    result: z.literal('passed'),
    saw: z.tuple([Seen], Seen),
    expected: Expectation.optional(),
  }),
  z.object({
    ...result,
    result: z.literal('failed'),
    because: FailedBecause,
    saw: z.array(Seen),
    expected: Expectation.optional(),
    code,
  }),
  z.object({ ...result, result: z.literal('not-checked'), because: NotCheckedBecause, code }),
]);
export type CheckResult = Readonly<z.output<typeof CheckResult>>;
export type Passed = Extract<CheckResult, { result: 'passed' }>;

/** Where what a plan restored can be read over the Postgres wire protocol. */
export interface Reach {
  /** Absent: the vendor does not say. */
  readonly host?: string | undefined;
  readonly port: number;
  /** What was restored, by its name in the source and on the target; `any`: all that the target has. */
  readonly databases: 'any' | readonly { readonly name: string; readonly as: string }[];
  /**
   * `one`: which database is opened is decided by the credential alone, so a check may be about one target only.
   */
  readonly credentialOpens: 'one' | 'any';
}

/** What a check is run against. */
export interface Restored {
  readonly requestId: string;
  readonly plan: RestorePlan;
  /** Absent: nobody knows where it is; a webhook needs no address. */
  readonly reach: Reach | 'vendor-unavailable' | 'not-postgres';
}

/** Runs checks. */
export interface CheckRunner {
  /**
   * Reads, and changes nothing. Resolves within the check's time, whatever the other side does; rejects only with the
   * signal's reason.
   */
  run(check: DataCheck, restored: Restored, options: { readonly signal: AbortSignal }): Promise<CheckResult>;
}

type Verdict = 'as-expected' | 'unexpected' | 'not-comparable' | 'later';

const verdict = (fine: boolean): Verdict => (fine ? 'as-expected' : 'unexpected');

/** Whether a value is as expected; `not-comparable`: it is of another type, `later`: than the restore point. */
export function judge(seen: Seen, expect: Expectation, restorePoint: Date): Verdict {
  switch (expect.type) {
    case 'range':
      if (seen.type !== 'number') return 'not-comparable';
      return verdict(seen.value >= (expect.min ?? -Infinity) && seen.value <= (expect.max ?? Infinity));
    case 'equals':
      if (seen.type === 'instant' || typeof seen.value !== typeof expect.value) return 'not-comparable';
      return verdict(seen.value === expect.value);
    case 'fresh': {
      if (seen.type !== 'instant') return 'not-comparable';
      const ageMs = restorePoint.getTime() - seen.at.getTime();
      return ageMs < 0 ? 'later' : verdict(ageMs <= expect.withinMs);
    }
  }
}
