import type { AfterHeldBack, Command, CommandOf, Context } from './commands.ts';
import { accept, base, type Decision, refuse } from './decision.ts';
import { evolve } from './evolve.ts';
import type { StoredRequest, ThreadLook } from './ports.ts';
import type { Duplicate } from './provider.ts';
import { agreesWith, statesOf, type Trust } from './recovery.ts';
import { isIn, type RequestIn, type RestoreRequest } from './restore-request.ts';
import { wasSent } from './setback.ts';
import { withText } from './stored-reason.ts';
import type { Posted } from './thread.ts';
import type { WhyOf } from './why.ts';

/**
 * Redis must answer the gate within this, milliseconds. An answer that was read later, because the machine was
 * frozen in between, says nothing about now.
 */
const freshMs = 1_000;

/** What was found between the open connection and the first byte of a write. */
export interface LastLook {
  /** As the intent was saved. */
  readonly intent: RequestIn<'submitting'>;
  /** `away`: it cannot be loaded. */
  readonly record:
    | Pick<StoredRequest, 'request' | 'events' | 'now' | 'paused'>
    | 'gone'
    | 'tampered'
    | 'away';
  /** Asked after the record was loaded: a failover in between shows here. */
  readonly trust: Trust | 'away';
  /** How long Redis took to answer both, by whichever clock says more, milliseconds. */
  readonly tookMs: number;
  readonly thread: ThreadLook | 'unreachable';
  readonly duplicate: Duplicate;
}

/** Why nothing is sent. */
export type GateNo =
  /** No answer counts as a no. */
  | WhyOf<
      | 'record-away'
      | 'redis-slow'
      | 'recovering'
      | 'paused'
      | 'changed-meanwhile'
      /** `postBy` is over: the process or its machine was frozen, or a step took too long. */
      | 'too-late'
      | 'thread-unreachable'
      /** The thread knows attempts that the record does not. */
      | 'other-attempts'
      /** The card shows something that this record never was: the record went back. */
      | 'card-disagrees'
    >
  /** Its record does not verify, and is not acted on. */
  | { readonly code: 'tampered' }
  /** Somebody else has this request now: nothing of this attempt is recorded any more. */
  | { readonly code: 'not-our-attempt' };

/** The first thing that forbids the write, or `undefined`. The present rule and its people are judged elsewhere. */
export function judgeLastLook(look: LastLook): GateNo | undefined {
  const { intent, record, trust, tookMs, thread } = look;
  if (record === 'away' || trust === 'away') return { code: 'record-away' };
  if (record === 'tampered') return { code: 'tampered' };
  if (record === 'gone' || !isOurs(record.request, intent)) return { code: 'not-our-attempt' };
  if (record.request.version !== intent.version) return { code: 'changed-meanwhile' };
  // What the thread remembers comes first: recovery may show the card again, and then nobody remembers it.
  const forgotten = thread === 'unreachable' ? undefined : forgottenIn(thread, intent, record.events);
  if (forgotten !== undefined) return forgotten;
  if (trust.type === 'recovering') return { code: 'recovering' };
  if (record.paused !== undefined) return { code: 'paused' };
  if (tookMs > freshMs) return { code: 'redis-slow', tookMs };
  const { postBy } = intent.state;
  if (record.now >= postBy) return { code: 'too-late', postBy };
  const isUnsure = thread === 'unreachable' || thread.partial === true;
  return isUnsure && look.duplicate === 'acts' ? { code: 'thread-unreachable' } : undefined;
}

/** What the thread knows and the record does not. */
function forgottenIn(
  thread: ThreadLook,
  intent: RequestIn<'submitting'>,
  events: StoredRequest['events'],
): GateNo | undefined {
  const recorded = new Set(intent.attempts.map(({ token }) => token));
  const others = thread.attempts.filter(({ token }) => !recorded.has(token));
  if (others.length > 0) return { code: 'other-attempts', numbers: others.map(({ number }) => number) };
  const states = statesOf(events);
  const card = thread.cards.find((each) => !agreesWith(each, states));
  return card === undefined ? undefined : { code: 'card-disagrees', seen: card.state };
}

/**
 * Where the card was when those agreed whose yes counts now. The record says so and is signed; its note of where the card
 * is now is not, and could lead to a card that remembers nothing.
 */
export function agreedAt({ request, events }: Pick<StoredRequest, 'request' | 'events'>): readonly Posted[] {
  const { state, glass } = request;
  const votes = 'votes' in state ? state.votes : [];
  return events.flatMap((event) => {
    const counts =
      (event.type === 'vote-cast' &&
        votes.some(({ by, at }) => by === event.vote.by && at.getTime() === event.vote.at.getTime())) ||
      (event.type === 'glass-broken' && glass?.holds === true && glass.at.getTime() === event.at.getTime());
    return counts && event.card !== undefined ? [event.card] : [];
  });
}

function isOurs(request: RestoreRequest, intent: RequestIn<'submitting'>): boolean {
  return isIn(request, 'submitting') && request.state.token === intent.state.token;
}

/** What follows from a no of the thread: it remembers what the record forgot. */
export function afterNo(no: GateNo): AfterHeldBack | undefined {
  switch (no.code) {
    case 'other-attempts':
      return {
        type: 'leave-undetermined',
        known: { because: 'found-before-submitting', ...withText(no), candidates: [] },
      };
    case 'card-disagrees':
      return { type: 'record-setback', seen: no.seen, sent: wasSent(no.seen), candidates: [] };
    case 'record-away':
    case 'redis-slow':
    case 'tampered':
    case 'recovering':
    case 'paused':
    case 'not-our-attempt':
    case 'changed-meanwhile':
    case 'too-late':
    case 'thread-unreachable':
      return undefined;
  }
}

/** Takes an attempt back of which nothing left the process; then what follows is decided as for an approved request. */
export function holdBack(
  request: RequestIn<'submitting'>,
  { token, why, next }: CommandOf<'hold-back'>,
  context: Context,
  decideNext: (request: RestoreRequest, command: Command, context: Context) => Decision,
): Decision {
  if (token !== request.state.token) return refuse({ code: 'not-our-attempt' });
  const takenBack = { type: 'not-accepted', ...base(context), ...withText(why), proof: 'not-sent' } as const;
  if (next === undefined) return accept(takenBack);
  const following = decideNext(evolve(request, takenBack), next, context);
  return following.type === 'refused' ? following : accept(takenBack, ...following.events);
}
