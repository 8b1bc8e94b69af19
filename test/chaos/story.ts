import type { Role } from '#app/start-context.ts';
import type { Fault as VendorFault } from '#sandbox/providers/faults.ts';
import type { DisconnectRequest, Fault as SlackFault } from '#sandbox/slack/control-types.ts';
import type { Reaction } from '#test/support/points.ts';
import type { Behavior } from './checker.ts';
import type { Form } from './forms.ts';

/** All that will happen in one run, made from a seed before anything happens. */
export interface Story {
  readonly seed: number;
  /** Each is started again when it is killed or rolled. */
  readonly replicas: readonly Role[];
  /** Whether replicas are separate processes, so that they can be killed. */
  readonly processes: boolean;
  /** `own`: it can be killed and set back; `pair`: a primary and its replica, which may fail over. */
  readonly redis: 'shared' | 'own' | 'pair';
  /** Whether what is suspended is the machine: then a clock that only grows does not count it. */
  readonly machines: boolean;
  /** How many must approve what overwrites something. */
  readonly quorum: 1 | 2;
  /** For how long approval may be given, seconds. */
  readonly windowSec: number;
  /** What the check of restored data does; absent: none is configured. */
  readonly check?: Behavior;
  /** What follows where something is overwritten, which always loses more than its objective; absent: there is none. */
  readonly objective?: 'acknowledge' | 'refuse';
  readonly asks: readonly Ask[];
  readonly mishaps: readonly Mishap[];
}

/** What one person asks for, and what others do about it. */
export interface Ask {
  readonly number: number;
  /** Milliseconds after the beginning. */
  readonly afterMs: number;
  readonly by: string;
  readonly form: Form;
  /** How often the command, and each submission, is delivered. */
  readonly deliver: number;
  readonly acts: readonly Act[];
  /** Whether the vendor’s key is revoked while it restores, so that people take it over. */
  readonly outOfSight: boolean;
  /** Whether the vendor's restore ends well. */
  readonly endsWell: boolean;
}

export type ActType =
  | 'approve'
  | 'deny'
  | 'acknowledge'
  | 'withdraw-vote'
  | 'withdraw-request'
  | 'cancel-restore'
  | 'check-now'
  | 'take-over'
  | 'adopt'
  | 'submit-again'
  | 'close'
  | 'break-glass';

/** How the rules are changed while requests wait: none allows anything any more, one person is left, nobody breaks a glass. */
export type RuleChange = 'removed' | 'narrowed' | 'glass-removed';

export interface Act {
  readonly type: ActType;
  readonly by: string;
  /** How often each click is delivered. */
  readonly deliver: number;
  /** Milliseconds after the act before, or at the same time as it. */
  readonly afterMs: number;
  readonly atOnce: boolean;
}

/** Something that goes wrong when a restorebot comes to a point for the n-th time in the run. */
export interface Mishap {
  /** `provider.submit:before`, `store.save[submitted]:after` */
  readonly at: string;
  readonly n: number;
  readonly what: Trouble;
}

export type Trouble =
  | Reaction
  /** The vendor's next calls of this kind. */
  | {
      readonly type: 'vendor';
      readonly calls: 'submits' | 'reads';
      readonly times: number;
      readonly action: VendorFault['action'];
    }
  | { readonly type: 'slack'; readonly fault: SlackFault }
  | { readonly type: 'card-deleted' }
  | { readonly type: 'sockets'; readonly reason: NonNullable<DisconnectRequest['reason']> }
  /** Redis is killed, and is back after a while. */
  | { readonly type: 'redis-away'; readonly ms: number }
  /** Redis is set back to what it held this long ago, as far as that was noted. */
  | { readonly type: 'redis-back' }
  | { readonly type: 'redis-noted' }
  /** The replica hears of nothing any more: what is written from now on is lost in a failover. */
  | { readonly type: 'cut-off' }
  /** The primary dies, and what was its replica answers. */
  | { readonly type: 'failover' }
  /** The connection's lists show what begins only this much later. */
  | { readonly type: 'lists'; readonly lagMs: number }
  /** The configuration is changed, and every replica is started again with it. */
  | { readonly type: 'rules'; readonly change: RuleChange }
  /** Somebody leaves the group of those who may approve. */
  | { readonly type: 'revoked'; readonly who: string }
  /** Somebody who can write to Redis adds a yes to every request that waits for approval, or for the vendor's answer. */
  | { readonly type: 'forged' }
  /** The process of a replica is stopped, and goes on after a while; where its machine is, its monotonic clock stands too. */
  | { readonly type: 'suspended'; readonly replica: number; readonly ms: number }
  /** The clock of a replica's machine is put forward, or back. */
  | { readonly type: 'clock-jumps'; readonly replica: number; readonly ms: number }
  /** A replica is stopped in good order and started again. */
  | { readonly type: 'roll'; readonly replica: number };
