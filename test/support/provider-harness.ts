import { expect } from 'vitest';
import type { CallOptions, FormInput, RestoreProvider, SubmitOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Looked } from '#core/verification.ts';
import type { Vendor } from '#providers/http/types.ts';
import type { ProviderDeps, ProviderManifest } from '#providers/kit/manifest.ts';
import type { FaultInput } from '#sandbox/providers/faults.ts';
import type { LoggedCall, Simulator } from '#sandbox/providers/simulator.ts';
import { createUnlimited, type Unlimited } from './unlimited.ts';

/** A fault without its place: the harness knows where a provider reads, polls and submits. */
export type FaultAction = FaultInput['action'];

export interface CallMatch {
  readonly method: string;
  readonly path: string;
}

/** What a provider and its simulator must be able to do on command; the conformance suite needs nothing else. */
export interface ProviderHarness extends AsyncDisposable {
  /**
   * How a restore can be found again. `by-id`: the vendor lists restores, and each says what it restores. `by-status`:
   * only the target's own status tells, so that a find says “matches” for one that began after the baseline, and
   * “undecidable” for everything else, never “nothing there”. `never`: the
   * vendor shows nothing of them. @default 'by-id'
   */
  readonly finds?: 'by-id' | 'by-status' | 'never';
  /** What a check of a target that was restored well looks at; `nothing`: the vendor shows none of it. */
  readonly shows: Looked;
  /** Whether the vendor says why a restore failed. @default true */
  readonly saysWhy?: boolean;
  readonly provider: RestoreProvider;
  /** The same provider under another connection's name. */
  readonly twin: RestoreProvider;
  readonly simulator: Simulator;
  readonly limiter: Unlimited;
  /** The credential, as it goes over the wire. */
  readonly secret: string;
  /** Answers to a form, the backup (if there is one) being the latest; and the kind they are for. */
  readonly kind: string;
  readonly input: FormInput;
  /** A plan that works on the simulator as it is, and another restore onto the same target. */
  readonly plan: RestorePlan;
  readonly otherPlan: RestorePlan;
  /** The calls that submit, poll, and read a list of ours while a plan is made. */
  readonly submits: CallMatch;
  readonly polls: CallMatch;
  readonly lists: CallMatch;
  /** Changes an answer to a poll so that its status is a word nobody knows. */
  readonly strangeStatus: FaultAction;
  /** Takes a needed member away from the answer to `lists`; its path must be in the error. */
  readonly missingMember: { readonly action: FaultAction; readonly path: string };
  /** Changes an answer to a poll so that it is about another operation. */
  readonly othersAnswer: FaultAction;
  /** What the vendor documents as a refusal of a submission that may be accepted later. @default nothing */
  readonly refusedForNow?: readonly FaultAction[];
  /** Answers that the form needs although no field of them is required alone. @default none */
  readonly needed?: FormInput;
  /** What a preflight says of a target that is busy. @default 'before-start' */
  readonly occupied?: 'before-start' | 'blocker';
  /** How many restores the simulator really started. */
  started(): number;
  /** Ends what runs. */
  finish(): void;
  fail(reason: string): void;
  /** The vendor forgets an operation. */
  forget(operationId: string): void;
  /** Somebody starts this at the vendor, without us. */
  startElsewhere(plan: RestorePlan): void;
  /** The backup of `plan` expires. */
  loseBackup(): void;
  /** The target of `plan` can take no restore for now. */
  occupy(): void;
  /** Something of the target of `plan`, or of what becomes the target, is no longer what an approver saw. */
  changeTarget(): void;
  /** What `plan` has restored is gone or damaged. */
  breakTarget(): void;
}

/** One way to use a provider: a kind of restore, an API, a credential. */
interface VariantUnderTest {
  /** `realNow`: milliseconds since 1970, by which the simulator's clock runs. @default Date.now */
  readonly start: (realNow?: () => number) => Promise<ProviderHarness>;
  /** What a failure says that it leaves behind. */
  readonly leaves: RegExp;
  /** Its API is not in the provider's document. @default false */
  readonly undocumented?: true;
}

/** A provider as the tests have it: the conformance suite and everything else that holds for all of them. */
export interface ProviderUnderTest {
  /** As in its manifest. */
  readonly name: string;
  readonly vendor: Vendor;
  /** The file of the vendor's official document in `RESTOREBOT_SPECS`; absent: it has none. */
  readonly document?: string;
  /** What it exports that reads text from outside, by name; none of it may throw or hang. @default nothing */
  readonly readers?: Readonly<Record<string, (text: string) => unknown>>;
  /** The plainest variant, at a vendor that gives one item of each list at a time. */
  readonly onePerPage: () => Promise<ProviderHarness>;
  /** Every kind of restore in at least one of them; the first one is the plainest. */
  readonly variants: Readonly<Record<string, VariantUnderTest>>;
}

/** The calls that match, as the simulator saw them; what settled who calls is no call of ours. */
export function callsOf(harness: ProviderHarness, { method, path }: CallMatch): readonly LoggedCall[] {
  return harness.simulator
    .calls()
    .filter((call) => call.method === method && call.path.includes(path) && call.handshake !== true);
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return expect.unreachable('the promise was kept');
}

/** Before everything a simulator knows. */
export const longAgo = new Date('2020-01-01T00:00:00Z');

/** Options of a call that is not given up. */
export function call(): CallOptions {
  return { signal: AbortSignal.timeout(15_000) };
}

/** Options of a submission that may be sent. */
export function post(): SubmitOptions {
  return { ...call(), mayPost: async () => true };
}

/** The provider of one connection with these settings; the tests need no configuration. */
export function openProvider(
  manifest: ProviderManifest,
  connection: string,
  settings: Readonly<Record<string, unknown>>,
  deps: ProviderDeps,
): RestoreProvider {
  const opened = manifest.open({ connection, settings }, deps);
  if (opened.type === 'rejected') throw new Error(opened.issues.map(({ message }) => message).join(' '));
  return opened.connected.provider;
}

/** The providers of a connection and of another one to the same vendor; a call is tried again without a wait. */
export function openTwice(
  manifest: ProviderManifest,
  [name, twin]: readonly [string, string],
  settings: Readonly<Record<string, unknown>>,
  deps: Partial<ProviderDeps> = {},
) {
  const limiter = createUnlimited();
  const retry = { firstWaitMs: 0, sleep: async () => undefined };
  const connect = (connection: string) =>
    openProvider(manifest, connection, settings, { limiter, retry, ...deps });
  return { connect, limiter, provider: connect(name), twin: connect(twin) };
}
