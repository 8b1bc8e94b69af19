import { z } from 'zod';
import type { Reach } from './data-check.ts';
import type { Finding } from './finding.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Impact } from './impact.ts';
import { Instant } from './instant.ts';
import type { FieldValue, RestorePlan } from './restore-plan.ts';
import type { Verification } from './verification.ts';

/** Every call to a vendor can be given up; an aborted one rejects at once and leaves no socket open. */
export interface CallOptions {
  readonly signal: AbortSignal;
}

interface FieldBase {
  readonly id: string;
  /** At most 48 characters (a Slack label is cut at 2,000, but a phone shows this much). */
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
}

export interface StaticChoice {
  readonly value: string;
  readonly label: string;
}

/**
 * One question of the form. Fields are data, so that the Slack form, the words of `/restore` and the command line
 * are made from them, and a new provider needs no line in `src/bot`.
 */
export type Field =
  /** Answered from `choices()`. A `backup` field's first choice may be "latest", which `plan()` resolves. */
  | (FieldBase & { readonly type: 'source' | 'backup' | 'target' })
  | (FieldBase & { readonly type: 'text'; readonly maxLength: number; readonly placeholder?: string })
  /** One of `options`, or of what `choices()` gives where they are absent. */
  | (FieldBase & { readonly type: 'choice'; readonly options?: readonly StaticChoice[] })
  /** Several from `choices()`; `custom`: what a person types is offered as a choice too. */
  | (FieldBase & { readonly type: 'choices'; readonly custom: boolean })
  | (FieldBase & { readonly type: 'toggle' })
  | (FieldBase & { readonly type: 'integer'; readonly min: number; readonly max: number })
  /** A point in time, UTC; the value is ISO 8601. `choices()` gives the first and the last that can be restored, if known. */
  | (FieldBase & { readonly type: 'instant' });

/**
 * What the vendor does with a second identical submission. `refused`: it documents that it refuses it, so that up to
 * three attempts are made. `acts`: everything else, "nobody knows" too. One attempt is made; then a person decides.
 */
export type Duplicate = 'refused' | 'acts';

/** What somebody asks first about a kind of restore; docs/providers.md is generated from it. */
export interface KindFacts {
  readonly impact: Impact['type'];
  /** One phrase each. */
  readonly destroys: string;
  readonly creates: string;
  /** Where a running one can be stopped, one phrase; absent: nowhere. */
  readonly cancel?: string;
  /** What the vendor returns once, one phrase; absent: nothing. */
  readonly secret?: string;
  /** How a submission is found again whose answer was lost. */
  readonly find: string;
  /** What the id of an operation is, and where a person reads it who found it by hand, one phrase. */
  readonly operationIds: string;
}

export interface RestoreKind {
  /** The vendor's product as people know it: `MongoDB Atlas`. */
  readonly vendor?: string;
  /** `cluster`, `database`, `table`, …: the word in `/restore crdb-prod database`. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what it does to the target. */
  readonly summary: string;
  readonly fields: readonly Field[];
  /** Options of a plan that answer no field: the provider’s own, which tell a person nothing. */
  readonly own?: readonly string[];
  readonly facts: KindFacts;
  readonly duplicate: Duplicate;
  /** How long after the last possible submission the vendor's lists can be trusted to show it. */
  readonly settleMs: number;
  /**
   * What the vendor returns only in its answer to the submission, as text: `the password of db_admin`. If that answer
   * is lost, the secret is lost too, and the card says so.
   */
  readonly secretInAnswer?: string;
  /** How the next request is offered on the card of one that has ended. @default “Ask again…”, with every answer */
  readonly again?: {
    readonly label: string;
    /** Fields that must be answered again. */
    readonly without: readonly string[];
  };
}

/** What a person filled in so far, by field id. */
export type FormInput = Readonly<Record<string, FieldValue>>;

export interface ChoiceQuery {
  readonly kind: string;
  readonly field: string;
  /** The other answers given so far: backups depend on the source. */
  readonly input: FormInput;
  /** What the person has typed; empty: show the first ones. */
  readonly search: string;
}

export interface Choice {
  /** Goes into `FormInput`; of any length: what Slack cannot carry travels as a token. */
  readonly value: string;
  readonly label: string;
  /** Of a source or a target: the name that its plan has, where the label says more. */
  readonly name?: string;
  readonly description?: string | undefined;
  /** Of a backup: the instant whose data it holds. */
  readonly at?: Date;
}

export type PlanResult =
  | { readonly type: 'planned'; readonly plan: RestorePlan }
  /** One sentence for each field that needs another answer, by field id. */
  | { readonly type: 'rejected'; readonly errors: Readonly<Record<string, string>> };

/** The code of the finding that another restore runs over the target; one that begins after a vote voids it. */
export const restoreRunning = 'restore-running';

export interface Preflight {
  readonly findings: readonly Finding[];
  readonly impact: Impact;
  /** What the vendor says of the target in tags or labels, for rules; absent: nothing was found out of it. */
  readonly tags?: Readonly<Record<string, string>>;
  /** As `tags`, of the source. */
  readonly sourceTags?: Readonly<Record<string, string>>;
  /** How large the backup is, where the vendor tells it; how it counts is its own. */
  readonly sizeBytes?: number | undefined;
}

/** What the vendor had before we acted; serves the finds of one attempt only. */
export const Baseline = z.object({
  /** Operations that existed on the target. */
  operationIds: z.array(z.string()),
  /** The target's status word, where finding depends on it. */
  status: z.string().optional(),
  /** The vendor's clock (its `Date` header), so that our clock does not matter. */
  vendorTime: Instant,
});
export type Baseline = Readonly<z.output<typeof Baseline>>;

/** What a vendor returns once, by label (`Password of db_admin`); sealed before it is stored. */
export type HandedSecrets = Readonly<Record<string, string>>;

export interface Submission {
  readonly operationId: string;
  readonly secrets?: HandedSecrets;
}

export interface SubmitOptions extends CallOptions {
  /**
   * The last gate (service/gate.ts). The provider opens a fresh connection, awaits this once, and writes with nothing
   * in between; `false`: it sends nothing and throws `unavailable`.
   */
  readonly mayPost: () => Promise<boolean>;
}

export interface Operation {
  readonly plan: RestorePlan;
  readonly operationId: string;
  /** The `mark` of the poll before; absent at the first one, or where it was lost. */
  readonly mark?: string;
}

/** Something at the vendor that looks exactly like what the plan would start. */
export interface FoundOperation {
  readonly operationId: string;
  readonly createdAt: Date;
}

export type FindResult =
  /** Every operation on the target that matches the plan in all that was sent, created at or after `since`. */
  | { readonly type: 'matches'; readonly operations: readonly FoundOperation[] }
  /** The vendor shows too little to tell. */
  | { readonly type: 'undecidable'; readonly reason: string };

export interface FindOptions extends CallOptions {
  readonly since: Date;
  /** What `baseline()` gave before this attempt; absent when looking back before a first one. */
  readonly baseline?: Baseline;
}

export type Poll =
  /** `fraction` 0..1, only where the vendor's number means something. `alarm`: a status nobody knows. */
  | {
      readonly type: 'running';
      readonly fraction?: number | undefined;
      readonly detail: string;
      readonly alarm?: string;
      /**
       * For the next poll, where a vendor shows only a status and what it was before matters. If it is lost, an end
       * is believed later, never earlier.
       */
      readonly mark?: string | undefined;
    }
  | { readonly type: 'succeeded'; readonly finishedAt: Date; readonly secrets?: HandedSecrets }
  | {
      readonly type: 'failed';
      readonly reason: string;
      readonly code?: string | undefined;
      /** What it leaves at the vendor, and the vendor's own next step: whole sentences, and the only ones about it. */
      readonly leftBehind: string;
    }
  | { readonly type: 'cancelled' }
  /** The vendor no longer knows the operation. */
  | { readonly type: 'gone'; readonly detail: string };

export type CancelResult =
  | { readonly type: 'asked' }
  | { readonly type: 'too-late'; readonly reason: string };

/** The most choices that `choices()` may give. */
export const mostChoices = 100;

/**
 * The plug-in for one connection to one vendor. Small, and the same for all; every failure is a `ProviderError`,
 * and never an empty answer.
 */
export interface RestoreProvider {
  /** As in the configuration: `cockroach`. */
  readonly name: string;
  /** The vendor's product as people know it: `MongoDB Atlas`. */
  readonly title: string;
  /** The connection's name in the configuration: `crdb-prod`. */
  readonly connection: string;
  readonly kinds: readonly RestoreKind[];
  /** Whether the vendor shows tags or labels of targets; where not, no rule with `tags` ever matches. */
  readonly hasTags: boolean;
  /** What a select of the form offers; at most `mostChoices`, best first. */
  choices(query: ChoiceQuery, options: CallOptions): Promise<readonly Choice[]>;
  /** Pins everything: ids for names, a backup for "latest", every default written out. */
  plan(kind: string, input: FormInput, options: CallOptions): Promise<PlanResult>;
  /** What no two restores may touch at once; global for the vendor, without the connection's name. */
  lockKeys(plan: RestorePlan): readonly string[];
  /** Checks that change nothing. */
  preflight(plan: RestorePlan, options: CallOptions): Promise<Preflight>;
  observe(plan: RestorePlan, options: CallOptions): Promise<Fingerprint>;
  baseline(plan: RestorePlan, options: CallOptions): Promise<Baseline>;
  /**
   * Sends the plan, once, on a fresh connection. `indeterminate` where the vendor may have accepted it; every
   * other `ProviderError` means that it did not.
   */
  submit(plan: RestorePlan, options: SubmitOptions): Promise<Submission>;
  find(plan: RestorePlan, options: FindOptions): Promise<FindResult>;
  poll(operation: Operation, options: CallOptions): Promise<Poll>;
  /** Absent: this vendor cannot, and no Cancel button exists while the restore runs. */
  cancel?(operation: Operation, options: CallOptions): Promise<CancelResult>;
  /** Which plans `cancel` is for. @default all of them, where there is a `cancel` */
  cancels?(plan: RestorePlan): boolean;
  /** What the vendor shows of the restored target; none of it is the data. */
  verify(operation: Operation, options: CallOptions): Promise<Verification>;
  /** Where what the plan restored can be read over the Postgres wire protocol; absent: this vendor speaks another. */
  reach?(plan: RestorePlan, options: CallOptions): Promise<Reach>;
  /** The page of the plan's target in the vendor's console; `undefined`: nobody knows its address. */
  consoleUrl?(plan: RestorePlan): string | undefined;
  /** What the vendor leaves to do once the plan is carried out, one sentence each. Must not throw. */
  leftToDo?(plan: RestorePlan): readonly string[];
  /** A read that proves the credential; for `doctor` and start-up. One sentence: who we are at the vendor. */
  whoAmI(options: CallOptions): Promise<string>;
}

/** Whether what this plan starts can be stopped at the vendor. */
export function canCancel(provider: RestoreProvider, plan: RestorePlan): boolean {
  return provider.cancel !== undefined && (provider.cancels?.(plan) ?? true);
}

/** What a card shows besides its request. */
export interface CardFacts extends PlanFacts {
  /** Names of the checks that will read the data, by the configuration as it is now. */
  readonly checks: readonly string[];
}

/** What a card shows of the provider of its plan. */
export interface PlanFacts {
  /** Whether what the plan starts can be stopped at the vendor. */
  readonly canCancel: boolean;
  /** Absent: this version does not know the connection or the kind any more. */
  readonly kind?: RestoreKind | undefined;
  readonly consoleUrl?: string | undefined;
  /** What people must do once it has ended well. */
  readonly leftToDo: readonly string[];
}

export function planFacts(provider: RestoreProvider | undefined, plan: RestorePlan): PlanFacts {
  if (provider === undefined) return { canCancel: false, leftToDo: [] };
  return {
    canCancel: canCancel(provider, plan),
    kind: provider.kinds.find(({ id }) => id === plan.kind),
    consoleUrl: provider.consoleUrl?.(plan),
    leftToDo: provider.leftToDo?.(plan) ?? [],
  };
}
