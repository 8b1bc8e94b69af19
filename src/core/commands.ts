import type { Entitlement, Requirement } from './approval.ts';
import type { Found, Words } from './asked.ts';
import type { CheckResult } from './data-check.ts';
import type { Finding } from './finding.ts';
import type { Difference, Fingerprint } from './fingerprint.ts';
import type { Closed } from './freeze.ts';
import type { SealedSecrets } from './kept-secrets.ts';
import type { Acknowledged, Cost } from './objectives.ts';
import type { PersonCommand, PersonCommandType } from './person-command.ts';
import type { Baseline } from './provider.ts';
import type { FailureReason, Known, StateTag } from './restore-request.ts';
import type { Posted } from './thread.ts';
import type { Verification } from './verification.ts';
import type { Why } from './why.ts';

/** Who says it (core/actor.ts, `byOf`), and whether they may: looked up for this very command. */
interface Decider {
  readonly by: string;
  readonly entitlement: Entitlement;
}

type Said<Type extends PersonCommandType> = Extract<PersonCommand, { type: Type }>;

/** What can be asked of a request. Commands of workers have no `by`. */
export type Command =
  | (Said<'approve' | 'break-glass' | 'review-glass' | 'deny' | 'cancel' | 'take-over' | 'adopt' | 'close'> &
      Decider)
  | (Said<'withdraw-vote' | 'acknowledge'> & { readonly by: string })
  | (Said<'use-newer-backup'> & Replanned & Decider)
  | (Said<'submit-again'> & { readonly fingerprint: Fingerprint } & Decider)
  /** `targetHeld`: another request has the target meanwhile. */
  | { readonly type: 'expire'; readonly targetHeld?: true }
  /** Notifies those who must act again. */
  | { readonly type: 'remind' }
  /** Notifies others as well, who may agree from now on. */
  | { readonly type: 'escalate' }
  /** A freeze that holds what waits. */
  | { readonly type: 'close-approvals'; readonly closed: Closed }
  /** No freeze is in force any more; `findings` and `fingerprint` are of now. */
  | {
      readonly type: 'open-approvals';
      readonly findings: readonly Finding[];
      readonly fingerprint: Fingerprint;
    }
  /** A freeze that ends what waits. */
  | { readonly type: 'end-for-freeze'; readonly why: Why; readonly targetHeld?: true }
  /** A freeze that stops what runs, where the vendor can. */
  | { readonly type: 'stop-for-freeze'; readonly freeze: string }
  /** `until`: when it is over, where that is known. */
  | { readonly type: 'hold'; readonly why: Why; readonly until?: Date }
  | {
      readonly type: 'void-votes';
      readonly why: Why;
      readonly differences: readonly Difference[];
      readonly fingerprint: Fingerprint;
      readonly requirement: Requirement;
    }
  /** `version`: what was revalidated; a request that has moved on since is not dispatched. */
  | {
      readonly type: 'dispatch';
      readonly version: number;
      readonly token: string;
      readonly baseline: Baseline;
    }
  | { readonly type: 'report-lost-answer'; readonly token: string; readonly why: Why }
  | {
      readonly type: 'report-not-accepted';
      readonly token: string;
      readonly why: Why;
      readonly proof?: 'refused' | 'not-sent';
    }
  /** The last gate said no: nothing of this attempt left the process. `next`: what follows from the reason. */
  | {
      readonly type: 'hold-back';
      readonly token: string;
      readonly why: Why;
      readonly next?: AfterHeldBack;
    }
  | { readonly type: 'report-refusal'; readonly token: string; readonly reason: FailureReason }
  /** `sealed`: what the vendor returned with it; the events name only the labels. */
  | {
      readonly type: 'record-submission';
      readonly operationId: string;
      readonly found: boolean;
      readonly sealed?: SealedSecrets;
    }
  /** `version`: what was looked at; a request that has moved on since is left as it is. Absent: its state decides alone. */
  | { readonly type: 'leave-undetermined'; readonly known: Known; readonly version?: number }
  /**
   * The record went back. `seen`: what the request's card shows, a state's tag or `lost`; `sent`: whether it had been
   * submitted; `candidates`: operations at the vendor that may be it.
   */
  | {
      readonly type: 'record-setback';
      readonly seen: string;
      readonly sent: boolean;
      readonly candidates: readonly string[];
    }
  /** `cause`: tells one trouble from another, whatever words the vendor finds for it. */
  | { readonly type: 'report-trouble'; readonly why: Why; readonly cause: string }
  | { readonly type: 'report-recovery' }
  /** `times`: how often this stall has been announced, this one included. */
  | { readonly type: 'report-stall'; readonly since: Date; readonly times: number }
  | { readonly type: 'report-movement' }
  | { readonly type: 'report-restored'; readonly finishedAt: Date; readonly sealed?: SealedSecrets }
  | { readonly type: 'report-failure'; readonly reason: FailureReason }
  | { readonly type: 'report-cancelled' }
  | { readonly type: 'report-gone'; readonly known: Known }
  /** `checks`: what the configuration's own checks found in the data. */
  | {
      readonly type: 'record-verification';
      readonly verification: Verification;
      readonly vendor: string;
      readonly checks?: readonly CheckResult[];
    }
  /** Annotations, as `review-glass`: decided the same in every state, and they change none. */
  | { readonly type: 'remind-review' }
  | { readonly type: 'reveal'; readonly by: string }
  /** A reveal is on the screen. */
  | { readonly type: 'record-shown'; readonly by: string }
  | { readonly type: 'forget-secrets' };
export type CommandType = Command['type'];
export type CommandOf<Type extends CommandType> = Extract<Command, { type: Type }>;

/** What follows from a no once the attempt has been taken back; absent: the request waits and is looked at again. */
export type AfterHeldBack = Extract<
  Command,
  { type: 'void-votes' | 'close-approvals' | 'end-for-freeze' | 'leave-undetermined' | 'record-setback' }
>;

/** What a plan is replaced with; everything in it was looked up before. */
export interface Replanned extends Found {
  readonly planJson: string;
  readonly requirement: Requirement;
}

/** The first command of a request's life; everything in it was looked up and shown before. */
export interface Ask extends Replanned, Words {
  readonly requestId: string;
  readonly by: string;
  readonly channel: string;
  /** A freeze that is in force; absent: none is. */
  readonly closed?: Closed | undefined;
  /** What the requester ticked, where it is over its objective. */
  readonly acknowledged?: Acknowledged | undefined;
}

/** What a decision depends on besides the request: nothing in core reads a clock. */
export interface Context {
  /** Redis TIME, read with the record. */
  readonly now: Date;
  readonly commandId: string;
  /** How long a write may still leave the process after the intent is saved, milliseconds. */
  readonly postWithinMs: number;
  /** Whether the provider can cancel a running operation. */
  readonly canCancel: boolean;
  /** How long what a vendor returned is kept, milliseconds. */
  readonly secretLifeMs: number;
  /** Where the card is; absent: there is none yet. */
  readonly card?: Posted | undefined;
}

/** Why a command is refused. Slack's sentences are one exhaustive table over these codes (bot/ui/refusals.ts). */
export type Refusal =
  | { readonly code: 'own-request' }
  /** They chose the plan, by taking the newer backup. */
  | { readonly code: 'own-plan' }
  | {
      readonly code: 'not-entitled';
      readonly because: Extract<Entitlement, { type: 'refused' }>['because'];
      /** What they are not entitled to. @default to decide about the request */
      readonly to?: 'break-glass' | 'review-glass';
    }
  | { readonly code: 'already-voted' }
  /** A freeze is in force. An approval is never kept for later. */
  | ({ readonly code: 'not-open' } & Closed)
  /** No rule lets a single person start this one. */
  | { readonly code: 'no-break-glass' }
  /** Break-glass was not used, or was already reviewed. */
  | { readonly code: 'nothing-to-review' }
  /** Who used break-glass, or asked, does not review it. */
  | { readonly code: 'own-glass' }
  | { readonly code: 'no-vote-of-yours' }
  /** Only the requester withdraws a request; an approver denies it. */
  | { readonly code: 'not-your-request' }
  /** What was agreed to is no longer what would be sent. */
  | { readonly code: 'outdated' }
  /** It costs more than an objective allows, and that objective refuses it. */
  | { readonly code: 'over-objective'; readonly cost: Cost }
  /** It costs more than an objective allows, and this number was not ticked. */
  | { readonly code: 'not-acknowledged'; readonly cost: Cost }
  /** The requester has acknowledged all that it may cost. */
  | { readonly code: 'nothing-to-acknowledge' }
  /** Approvers acknowledge a loss with their vote. */
  | { readonly code: 'requester-acknowledges' }
  | { readonly code: 'wrong-name'; readonly expected: string; readonly typed: string }
  | { readonly code: 'reason-missing' }
  | { readonly code: 'window-over' }
  | { readonly code: 'ended'; readonly state: StateTag; readonly by?: string }
  | { readonly code: 'may-be-at-vendor' }
  | { readonly code: 'cannot-cancel-running' }
  | { readonly code: 'cancel-already-asked' }
  | { readonly code: 'not-in-state'; readonly state: StateTag }
  | { readonly code: 'not-due' }
  /** restorebot sees the restore and its progress. */
  | { readonly code: 'nothing-to-take-over' }
  | { readonly code: 'not-our-attempt' }
  /** An operation id that belongs to nobody may not be recorded over another. */
  | { readonly code: 'other-operation-recorded'; readonly operationId: string }
  /** Only the requester sees what a vendor returned. */
  | { readonly code: 'not-your-secret' }
  | { readonly code: 'no-secret' }
  /** It expired before anybody saw it. */
  | { readonly code: 'secret-gone' }
  /** It was shown, and the time to look again is over. */
  | { readonly code: 'secret-window-over' };
