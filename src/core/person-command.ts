import { costNow, tickOf } from './objectives.ts';
import type { RestoreRequest } from './restore-request.ts';
import { currentAgreement } from './restore-request.ts';

/**
 * What somebody says of a request, by a click or a form. Who they are, whether they may and what the vendor shows is
 * looked up for it and never comes with it.
 */
export type PersonCommand =
  | {
      readonly type: 'approve';
      readonly agreement: string;
      readonly typed?: string | undefined;
      /** What was ticked (core/objectives.ts, `tickOf`), where the restore is over its objective. */
      readonly acknowledged?: string | undefined;
    }
  | { readonly type: 'withdraw-vote' }
  /** The requester accepts what it may cost by now; `acknowledged`: as in `approve`. */
  | { readonly type: 'acknowledge'; readonly acknowledged: string }
  /** One person alone, where the rule lets them. */
  | {
      readonly type: 'break-glass';
      readonly agreement: string;
      readonly reason: string;
      readonly typed?: string | undefined;
    }
  /** A second person's word on break-glass, afterwards. */
  | { readonly type: 'review-glass'; readonly note: string }
  /** Another plan for the same request, with the vendor's newest backup; the vote starts over. */
  | { readonly type: 'use-newer-backup' }
  | { readonly type: 'deny'; readonly reason: string }
  /** The requester's "Withdraw request", or (where the vendor can) the stop of a running one, for which others give a reason. */
  | { readonly type: 'cancel'; readonly reason?: string | undefined }
  /** Makes `unknown` of what restorebot cannot see to its end, so that people can decide what becomes of it. */
  | { readonly type: 'take-over' }
  /** The three ways out of `unknown`. */
  | { readonly type: 'adopt'; readonly operationId: string }
  | { readonly type: 'submit-again' }
  | { readonly type: 'close'; readonly reason: string };
export type PersonCommandType = PersonCommand['type'];

/** On what a command of a person depends, besides the state of the request. */
export interface Terms {
  /**
   * Whose it is: `decider`: the rule's approvers and those it escalated to; `voter`: the person who voted, about their own vote; `requester`.
   * The others are named by the rule's part about break-glass. What a requester may do as well, or may not, is decided
   * with the state.
   */
  readonly right: 'decider' | 'voter' | 'requester' | 'glass-breaker' | 'glass-reviewer';
  /** Whether it waits until the record is known to be the newest there is: all that may lead to a submission. */
  readonly needsTrust: boolean;
  /** Which freezes stop it: one that ends what waits, also one that holds it, or none. */
  readonly stoppedBy: 'no-freeze' | 'ending-freeze' | 'any-freeze';
  /** Whether it is possible where another organization sees the channel and the rule does not allow that. */
  readonly inSharedChannel: boolean;
}

/** Commands that end a request or report its outcome are never stopped: they are safe. */
const ends = {
  right: 'decider',
  needsTrust: false,
  stoppedBy: 'no-freeze',
  inSharedChannel: true,
} as const satisfies Terms;

/** Commands that may lead to a submission. */
const begins = {
  right: 'decider',
  needsTrust: true,
  stoppedBy: 'ending-freeze',
  inSharedChannel: false,
} as const satisfies Terms;

export const personCommands = {
  approve: { ...begins, stoppedBy: 'any-freeze' },
  'break-glass': { ...begins, stoppedBy: 'any-freeze', right: 'glass-breaker' },
  'use-newer-backup': begins,
  'submit-again': begins,
  deny: { ...ends, inSharedChannel: false },
  'withdraw-vote': { ...ends, right: 'voter' },
  acknowledge: { ...begins, right: 'requester', stoppedBy: 'any-freeze' },
  'review-glass': { ...ends, right: 'glass-reviewer' },
  cancel: ends,
  'take-over': ends,
  adopt: ends,
  close: ends,
} as const satisfies Readonly<Record<PersonCommandType, Terms>>;

/** All of them, in the order of the table. */
export const personCommandTypes = Object.keys(personCommands).filter((type): type is PersonCommandType =>
  Object.hasOwn(personCommands, type),
);

/** The command as somebody sends it who fills in its form right: what is refused then is refused whatever they fill in. */
export function filledIn(type: PersonCommandType, request: RestoreRequest): PersonCommand {
  const words = 'anything';
  const agreement = currentAgreement(request);
  const typed = request.plan.plan.target.name;
  switch (type) {
    case 'approve': {
      const cost = costNow(request);
      return { type, agreement, typed, acknowledged: cost === undefined ? undefined : tickOf(cost) };
    }
    case 'acknowledge': {
      const cost = costNow(request);
      return { type, acknowledged: cost === undefined ? '' : tickOf(cost) };
    }
    case 'break-glass':
      return { type, agreement, typed, reason: words };
    case 'review-glass':
      return { type, note: words };
    case 'deny':
    case 'close':
    case 'cancel':
      return { type, reason: words };
    case 'adopt':
      return { type, operationId: words };
    case 'withdraw-vote':
    case 'use-newer-backup':
    case 'take-over':
    case 'submit-again':
      return { type };
  }
}
