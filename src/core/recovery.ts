import type { RequestEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { hasEnded, type RestoreRequest, type StateTag } from './restore-request.ts';

/**
 * Redis may come back empty, or older than it was. Slack remembers more: each card says which request it shows, at which
 * version, and how far the audit had come. Until the two have been compared, nothing new is begun.
 */

/** What Redis says about itself. */
export interface RecordFacts {
  /** Written once the record was compared with what stands in Slack; absent in a Redis that is new or was emptied. */
  readonly epoch: Epoch | undefined;
  /** Names the life of the Redis server: another one after each of its starts, and on another server. */
  readonly run: string;
  /** The number of the newest audit entry. */
  readonly sequence: number;
}

/** `run`: the life of the server in which the record was last compared. */
export interface Epoch {
  readonly id: string;
  readonly run: string;
}

/** Whether the record can be relied on to be the newest there is. */
export type Trust =
  | { readonly type: 'trusted'; readonly epoch: Epoch }
  /** `no-epoch`: a new or emptied Redis, or one that is known to have gone back. `other-run`: it was started again, restored or replaced. */
  | { readonly type: 'recovering'; readonly because: 'no-epoch' | 'other-run' };

/** An old dump comes back only with a start of the server, or with another server: the same run is the same record. */
export function trustOf({ epoch, run }: RecordFacts): Trust {
  if (epoch === undefined) return { type: 'recovering', because: 'no-epoch' };
  return epoch.run === run ? { type: 'trusted', epoch } : { type: 'recovering', because: 'other-run' };
}

/** A card as it stands in Slack, by its metadata. */
export interface SeenCard {
  readonly requestId: string;
  readonly channel: string;
  readonly ts: string;
  /** Of a card in the thread of another message. */
  readonly threadTs?: string | undefined;
  readonly nonce: string;
  /** Absent: an older restorebot did not say. */
  readonly requester: string | undefined;
  /** A state's tag, or `lost`. */
  readonly state: string;
  /** Of the request, when the card was last posted or edited; 0: an older restorebot did not say. */
  readonly version: number;
  /** The newest audit entry then; 0 likewise. */
  readonly sequence: number;
  /** Present where it shows, instead of its request, that the record was changed outside restorebot. */
  readonly shows?: 'tampered' | undefined;
  /** What the card says, as text. */
  readonly text: string;
}

/** The state of a card whose request the record has lost, once that was told. */
export const lostState = 'lost';

/**
 * Whether a card shows what the record was at the card's version. If not, the card shows something that this record
 * has lost: the record went back, and other things have happened since. Version 0: an older restorebot did not say.
 */
export function agreesWith(
  { state, version }: Pick<SeenCard, 'state' | 'version'>,
  states: readonly StateTag[],
): boolean {
  if (version > 0) return states[version - 1] === state;
  const now = states.at(-1);
  return state !== lostState && (!hasEnded({ tag: state }) || (now !== undefined && hasEnded({ tag: now })));
}

/** The state of a request at each of its versions, from 1. */
export function statesOf(events: readonly RequestEvent[]): readonly StateTag[] {
  const states: StateTag[] = [];
  events.reduce<RestoreRequest | undefined>((before, event) => {
    const request = evolve(before, event);
    states.push(request.state.tag);
    return request;
  }, undefined);
  return states;
}

/** What the record knows of a request that a card names. */
export type KnownRequest =
  /** `states`: at each version. `hasCard`: whether the record knows where its card is. */
  | {
      readonly type: 'read';
      readonly states: readonly StateTag[];
      readonly hasCard: boolean;
    }
  /** It is there, whatever is wrong with it: not lost. */
  | { readonly type: 'unreadable' };

/** What the cards say about the record. */
export interface Comparison {
  /** Open requests that the record does not know. */
  readonly lost: readonly SeenCard[];
  /** Requests that had gone further than the record knows. */
  readonly setBack: readonly SeenCard[];
  /**
   * Cards that do not show what the record is, though nothing is missing: the record does not know their place and would
   * post them a second time, or it went back to before somebody changed it.
   */
  readonly stale: readonly SeenCard[];
  /** The card of each request that the record has, and can be read. */
  readonly known: readonly SeenCard[];
  /** Whether the record is older than it once was, or nothing says that it is not. */
  readonly wentBack: boolean;
}

/** Compares; `known` has the requests that the record has, by id. */
export function compare(
  { epoch, sequence }: Pick<RecordFacts, 'epoch' | 'sequence'>,
  cards: readonly SeenCard[],
  known: ReadonlyMap<string, KnownRequest>,
): Comparison {
  const newest = newestOfEach(cards);
  const lost = newest.filter(
    ({ requestId, state }) => !known.has(requestId) && state !== lostState && !hasEnded({ tag: state }),
  );
  const readable = newest.flatMap((card) => {
    const request = known.get(card.requestId);
    return request?.type === 'read' ? [{ card, request }] : [];
  });
  const cardsWhere = (is: (one: (typeof readable)[number]) => boolean) =>
    readable.filter(is).map(({ card }) => card);
  // One that was told to be lost is in the record again: people know nothing of what it holds.
  // A version that is made up for meanwhile (a reminder, an attempt) had another state.
  const setBack = cardsWhere(
    ({ card, request }) => card.state === lostState || !agreesWith(card, request.states),
  );
  const stale = cardsWhere(({ card, request }) => !request.hasCard || card.shows === 'tampered');
  const highest = Math.max(0, ...cards.map((card) => card.sequence));
  const wentBack = epoch === undefined || sequence < highest || lost.length > 0 || setBack.length > 0;
  return { lost, setBack, stale, known: cardsWhere(() => true), wentBack };
}

/** A request may have had several cards: earlier ones were deleted or could not be edited. */
function newestOfEach(cards: readonly SeenCard[]): readonly SeenCard[] {
  const newest = new Map<string, SeenCard>();
  for (const card of cards) {
    const other = newest.get(card.requestId);
    if (other === undefined || Number(card.ts) > Number(other.ts)) newest.set(card.requestId, card);
  }
  return [...newest.values()];
}

/** The epoch in Redis, and who is comparing now. Every method may throw `StoreUnavailable`. */
export interface EpochStore {
  facts(): Promise<RecordFacts>;
  /** Makes the comparison this holder's for so long, or longer where it is already; `false`: it is another's. */
  claim(holder: string, forMs: number): Promise<boolean>;
  /**
   * Takes the epoch away: the record is known to have gone back, and the process that compares next must know that, whatever was
   * fixed until then. `false`: the claim was lost meanwhile.
   */
  end(holder: string): Promise<boolean>;
  /** Writes the epoch and gives the claim up; `false`: the claim was lost meanwhile. */
  begin(holder: string, epoch: Epoch): Promise<boolean>;
}

/** What keeps the comparison from its end. */
export type Obstacle =
  | { readonly code: 'another-compares' }
  | { readonly code: 'being-submitted' | 'thread-unreadable'; readonly requestId: string }
  /** In the words of what speaks with Slack. */
  | { readonly code: 'slack'; readonly text: string };

/** What happened, or why not. */
export type Told = { readonly type: 'told' } | { readonly type: 'not-told'; readonly because: Obstacle };

/** The cards as they stand in Slack. */
export interface CardsInSlack {
  /** All of ours since then; `keepGoing` is asked before each page, and ends it where it says no. */
  read(
    since: Date,
    keepGoing: () => Promise<boolean>,
  ): Promise<
    | { readonly type: 'read'; readonly cards: readonly SeenCard[] }
    | { readonly type: 'unreadable'; readonly text: string }
    | { readonly type: 'stopped' }
  >;
  /** Says in the thread that the record of this request is lost, and takes the buttons off its card. */
  tellLost(card: SeenCard): Promise<Told>;
  /** Says in the thread that the record has gone back. */
  tellSetBack(card: SeenCard): Promise<Told>;
}
