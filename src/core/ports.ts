import type { Exclusion, Unanswered } from './approval.ts';
import type { RecoveryEntry } from './audit/recovery-entry.ts';
import type { RequestEvent } from './events.ts';
import type { HistoryRecord } from './history.ts';
import type { SealedSecrets } from './kept-secrets.ts';
import type { Look, LookWish } from './look.ts';
import type { Paused } from './pause.ts';
import { type Attempt, isIn, type RequestIn, type RestoreRequest, type StateTag } from './restore-request.ts';
import type { Thread } from './thread.ts';

/** A request as it is stored, read in one piece; its record verifies. */
export interface StoredRequest {
  readonly tampered?: undefined;
  readonly request: RestoreRequest;
  readonly events: readonly RequestEvent[];
  readonly look: Look | undefined;
  readonly thread: Thread;
  readonly tail: RecordTail;
  /** Why nothing is submitted, read in the same step; absent: restores are not paused. */
  readonly paused?: Paused | undefined;
  /** Redis TIME at the read; the only clock for expiry and deadlines. */
  readonly now: Date;
}

/** A request in one of these states, as it is stored. */
export type StoredIn<Tag extends StateTag> = StoredRequest & { readonly request: RequestIn<Tag> };

/** Whether a stored request is in a state. */
export function isStoredIn<Tag extends StateTag>(stored: StoredRequest, tag: Tag): stored is StoredIn<Tag> {
  return isIn(stored.request, tag);
}

/** Where the record of a request ends; what is saved next goes on from it. */
export interface RecordTail {
  /** The mac of the newest audit entry about it; absent: there is none. */
  readonly mac: string | undefined;
  /** SHA-256 over its events so far, hex; empty: there are none. */
  readonly eventsDigest: string;
}

/** A request whose record does not verify. Nothing it says is believed or acted on; its card says so. */
export interface TamperedRequest {
  readonly tampered: Tampering;
  readonly requestId: string;
  /** Unverified, like everything else of it: good for finding the card, and for nothing else. */
  readonly thread: Thread;
  readonly now: Date;
}

/**
 * `changed`: the document or its events are not those that restorebot wrote. `unsigned`: it has no HMAC.
 * `unknown-key`: a key that is not configured signed it.
 */
export type Tampering = 'changed' | 'unsigned' | 'unknown-key';

/** What a load finds; `undefined`: nobody asked such a request. */
export type LoadedRequest = StoredRequest | TamperedRequest | undefined;

/** The request where its record verifies; nothing where there is none, or where it does not. */
export function authentic(loaded: LoadedRequest): StoredRequest | undefined {
  return loaded?.tampered === undefined ? loaded : undefined;
}

/** One change of a request: everything is checked first, then everything is written, or nothing. */
export interface Save {
  /** The version the change was decided on; 0: the request must not exist. */
  readonly expectedVersion: number;
  readonly request: RestoreRequest;
  /** The new ones only; each becomes an audit entry too. */
  readonly events: readonly RequestEvent[];
  /** `StoredRequest.tail`, as it was loaded; absent: it did not exist. */
  readonly previous: RecordTail | undefined;
  /** Must be free or ours; written in the same step. */
  readonly takeLocks: readonly string[];
  readonly freeLocks: readonly string[];
  /** When something is owed next; absent: never. */
  readonly due: Date | undefined;
  /** What becomes of the sealed secrets, in the same step; absent: nothing. */
  readonly secrets?: SecretsChange;
  /** What stays of a request that ends with this change, in the same step; absent: it does not end. */
  readonly history?: HistoryRecord;
  /** The audit's entry about what it cost; absent: it does not end, or nothing was ever sent. */
  readonly recovery?: RecoveryEntry;
}

export interface SecretsChange {
  /** Added to those that are there. */
  readonly put: SealedSecrets;
  /** All of them are deleted then; at once where it is over. */
  readonly until: Date;
}

export type SaveOutcome =
  | { readonly type: 'saved' }
  /** Somebody else saved first: load and decide again. */
  | { readonly type: 'conflict' }
  | { readonly type: 'locked'; readonly key: string; readonly holder: string };

export interface RequestFilter {
  /** Absent: in any state. */
  readonly states?: readonly StateTag[];
  readonly limit: number;
}

export interface RequestList {
  readonly requests: readonly RestoreRequest[];
  /** Ids of those that are there and cannot be read: a newer restorebot wrote them, or they are damaged. */
  readonly unreadable: readonly string[];
  /** Ids of those whose record does not verify. */
  readonly tampered: readonly string[];
}

/** The record: requests, events, locks, looks, threads and sealed secrets. Every method may throw `StoreUnavailable`. */
export interface RequestStore {
  /** Creating is insert-if-absent: `expectedVersion` 0. */
  save(change: Save): Promise<SaveOutcome>;
  load(requestId: string): Promise<LoadedRequest>;
  /** Ids of all requests that have a record, in an index or not. */
  ids(): Promise<readonly string[]>;
  /** Newest first. */
  list(filter: RequestFilter): Promise<RequestList>;
  /** Which request holds which of these keys. */
  lockHolders(keys: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /**
   * Writes the look and its due instant; `false`: the request has moved on from `version`, or its thread from
   * `threadVersion` (absent: whatever the thread is), and nothing was written.
   */
  saveLook(
    requestId: string,
    version: number,
    look: Look,
    due: Date | undefined,
    threadVersion?: number,
  ): Promise<boolean>;
  /**
   * Writes the thread if it is at `thread.version - 1`; `false` means that somebody else wrote first. The due
   * instant is written only while the request is at `requestVersion`.
   */
  saveThread(
    requestId: string,
    requestVersion: number,
    thread: Thread,
    due: Date | undefined,
  ): Promise<boolean>;
  /**
   * Takes one of a person's places for requests that have not ended, for a request that is about to be saved;
   * `false`: all of them are taken. A place whose request never came is free again after a minute.
   */
  takeOpenPlace(person: string, requestId: string, most: number, now: Date): Promise<boolean>;
  /** Notes that a request is looked at on a connection, and gives when to look next. */
  nextLook(connection: string, requestId: string, wish: LookWish): Promise<Date>;
  /** When the request that waits longest is, or will be, owed something; absent: nothing is ever owed. */
  oldestDue(): Promise<Date | undefined>;
  /** Requests to which something was owed before `before`, longest overdue first, after so many of them. */
  overdue(before: Date, limit: number, skip?: number): Promise<readonly string[]>;
  /** When the oldest request that has not ended was asked; absent: every one has ended. */
  oldestOpen(): Promise<Date | undefined>;
  /** Which of these operations at a provider are recorded for which request. */
  operationOwners(
    provider: string,
    operationIds: readonly string[],
  ): Promise<Readonly<Record<string, string>>>;
  /** Ids of requests that have ended and were asked before then; not all, where they are many. */
  endedBefore(askedBefore: Date): Promise<readonly string[]>;
  /** Removes an ended request, but for its audit; `false`: it has moved on since, or something is still owed to it. */
  forget(stored: Pick<StoredRequest, 'request' | 'events'>): Promise<boolean>;
  /** The sealed secrets of a request that are still kept; none: empty. */
  loadSecrets(requestId: string): Promise<SealedSecrets>;
  /** The number of the newest audit entry; it never goes back. */
  auditSequence(): Promise<number>;
  now(): Promise<Date>;
}

/** A record that has no HMAC, as it was read; nothing vouches for it yet. */
export interface UnsignedRecord {
  readonly stored: Pick<StoredRequest, 'request' | 'tail'>;
  /** Writes its HMAC; `false`: it has changed since, or has one. */
  sign(): Promise<boolean>;
}

/** Records of a restorebot that signed none. Every method may throw `StoreUnavailable`. */
export interface UnsignedRecords {
  /** Whether they have been signed: from then on an unsigned record is tampered. The mark of it is signed, too. */
  areSigned(): Promise<boolean>;
  /** `undefined`: there is none, or it has an HMAC, right or not. Throws where it cannot be read. */
  load(requestId: string): Promise<UnsignedRecord | undefined>;
  /** Marks that they have been signed. */
  finish(): Promise<void>;
}

/** What a secret is; a sealed text opens for nothing else. */
export interface SecretName {
  readonly requestId: string;
  readonly label: string;
}

/** Makes out of a secret what may be written down, and back. */
export interface SecretBox {
  seal(text: string, name: SecretName): string;
  /** `undefined`: no key fits any more, or it was sealed under another name, or somebody changed it. */
  open(sealed: string, name: SecretName): string | undefined;
}

/** The record cannot be reached, or refuses to write. What was asked has or has not happened: load to know. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** A request that a newer restorebot wrote in a way that this one must not touch; never the same as "not found". */
export class NewerRecord extends Error {
  override readonly name = 'NewerRecord';
}

/** Wakes the workers; it may wake too often, and the sweep replaces a lost wake-up. */
export interface Wakeups {
  /** Something is due for this request now (absent) or at an instant. */
  work(request: { readonly id: string; readonly connection: string }, at?: Date): Promise<void>;
  /** There is something to tell. */
  announce(requestId: string): Promise<void>;
}

/** What one reading of a request's thread shows. */
export interface ThreadLook {
  readonly attempts: readonly Pick<Attempt, 'number' | 'token'>[];
  /** Of the card, and of each one on which somebody agreed: a state's tag, `lost` or `overwritten`, and the version. */
  readonly cards: readonly { readonly state: string; readonly version: number }[];
  /** Not all of it could be read, or the card is not where the record says. */
  readonly partial?: true;
}

/** The thread as a second witness of what was submitted, outside Redis. */
export interface SubmissionWitness {
  /** Attempts that the thread knows of; `unreachable` is not "none". */
  recall(stored: StoredRequest): Promise<readonly Pick<Attempt, 'number' | 'token'>[] | 'unreachable'>;
  /** The same together with the card, read again. */
  look(stored: StoredRequest): Promise<ThreadLook | 'unreachable'>;
  /** Milliseconds until Slack takes one more line; 0: it does now, and the place is taken. */
  room(stored: StoredRequest): Promise<number>;
  /** Writes the line of an attempt before its write leaves; `unreachable`: nobody knows whether it is there. */
  record(
    stored: StoredRequest,
    attempt: Pick<Attempt, 'number' | 'token'>,
  ): Promise<'recorded' | 'unreachable'>;
}

/** Brings what people see up to the record; safe to call any time, any number of times. */
export interface Announcer {
  /** Rejects only where another try may succeed; `retryAt`: when to try. */
  converge(requestId: string): Promise<{ readonly retryAt?: Date }>;
}

/** How fast Slack takes one thing (messages of one channel, edits of one card), shared by all processes. */
export interface Pacer {
  /** Takes a place if one is free; it never waits. `ms`: when to ask again. */
  tryTake(
    name: string,
    rate: { readonly ratePerSecond: number; readonly burst: number },
  ): Promise<{ readonly type: 'taken' } | { readonly type: 'wait'; readonly ms: number }>;
  /** Nobody takes from this name before `ms` milliseconds have passed: Slack asked for it (429). */
  pause(name: string, ms: number): Promise<void>;
}

/** Who somebody is at this moment. */
export type Standing =
  | { readonly type: 'member'; readonly id: string; readonly name: string }
  | { readonly type: 'excluded'; readonly because: Exclude<Exclusion, 'not-in-the-rule'> };

/** The workspace's people; a lookup that fails is an exclusion, never a yes. */
export interface Directory {
  /** `atMostMs`: how old the answer may be; absent: as for a decision. */
  standing(userId: string, atMostMs?: number): Promise<Standing>;
  /** The members of a user group now; `lookup-refused` also for a group nobody knows. */
  members(groupId: string, atMostMs?: number): Promise<readonly string[] | Unanswered>;
}

/** Who sees a channel at this moment: it can become shared with another organization at any time. */
export type Sharing = 'internal' | 'shared' | Unanswered;

/** The workspace's channels; an unanswered lookup, a direct message and an unknown channel are never `internal`. */
export interface Channels {
  sharing(channelId: string): Promise<Sharing>;
}

/** Remembers, for all processes, which signed deliveries have been seen. */
export interface ReplayGuard {
  /** Whether nobody has shown this signature in the last ten minutes; asking takes note of it. May throw `StoreUnavailable`. */
  firstSight(signature: string): Promise<boolean>;
}

/** A fresh id: sortable by time, letters and digits only. */
export type NewId = () => string;

/** Structured logging: data goes in fields, the message is a constant. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
