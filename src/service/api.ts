import type { Actor } from '#core/actor.ts';
import type { Exclusion, Requirement } from '#core/approval.ts';
import type { Estimate } from '#core/asked.ts';
import type { AuditEntry } from '#core/audit/entry.ts';
import type { Unvouched } from '#core/audit/vouch.ts';
import type { Draft, ReviewedDraft } from '#core/draft.ts';
import type { Estimated, Past } from '#core/estimate.ts';
import type { Finding } from '#core/finding.ts';
import type { Closed } from '#core/freeze.ts';
import type { Newest } from '#core/history.ts';
import type { Impact } from '#core/impact.ts';
import type { Cost } from '#core/objectives.ts';
import type { Paused } from '#core/pause.ts';
import type { PersonCommand, PersonCommandType } from '#core/person-command.ts';
import type { RequestFilter, RequestList, StoredRequest } from '#core/ports.ts';
import type { CardFacts, Choice, ChoiceQuery, RestoreKind } from '#core/provider.ts';
import type { SeenCard, Told } from '#core/recovery.ts';
import type { PinnedPlan } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { Secret } from '#core/secret.ts';
import type { Why } from '#core/why.ts';
import type { NewerBackup } from './newer-backup.ts';
import type { Outcome, ServiceRefusal } from './outcome.ts';
import type { LoadOutcome } from './record-trust.ts';

/** A connection with the kinds of restore that one person may ask for there. */
export interface Offer {
  readonly connection: string;
  /** The vendor's product as people know it. */
  readonly vendor: string;
  readonly kinds: readonly RestoreKind[];
}

export type Offers =
  /** `sharedChannels`: some of the rules for it allow a channel that other organizations see. */
  | { readonly type: 'offers'; readonly offers: readonly Offer[]; readonly sharedChannels: boolean }
  /** In no rule, or excluded by their account. */
  | { readonly type: 'none'; readonly because: Exclusion };

/** What a review shows before a request is asked. */
export interface Review {
  readonly plan: PinnedPlan;
  readonly impact: Impact;
  readonly findings: readonly Finding[];
  /** Absent: the history holds too little. */
  readonly estimate?: Estimate | undefined;
  readonly requirement: Requirement;
  /** What it costs if it starts as late as it may; absent: no objective is about it, or it overwrites nothing. */
  readonly cost?: Cost | undefined;
  /** Names of the checks that will read the data afterwards; absent: nobody looked. */
  readonly checks?: readonly string[];
  /** Another request that holds the target now, by id. Asking is allowed; the last vote is not. */
  readonly heldBy: string | undefined;
  /** A freeze in force: it can be asked, and nobody can approve it before its end. */
  readonly closed: Closed | undefined;
}

export type ReviewOutcome =
  | { readonly type: 'reviewed'; readonly review: Review }
  /** One sentence for each field that needs another answer. */
  | { readonly type: 'rejected'; readonly errors: Readonly<Record<string, string>> }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** Who does it, and the command's id: the view's for forms, message ts + action ts + user for buttons. */
export interface ByPerson {
  readonly requestId: string;
  readonly by: string;
  readonly commandId: string;
}

/** The same where a token or a drill may act, too. */
export interface Who {
  readonly actor: Actor;
  readonly commandId: string;
}

/** What is known when an approver opens the card's Approve. */
export interface Recheck {
  readonly stored: StoredRequest;
  /** Preflight as of now; absent where the vendor could not be asked (`unchecked` says so). */
  readonly findings?: readonly Finding[];
  readonly unchecked?: Why;
  /** As in `Review`, by the configuration as it is now. */
  readonly checks?: readonly string[];
  /** Whether there is a newer backup; absent where nobody asked. */
  readonly newer?: NewerBackup;
}

/** One thing that a vendor returned once. */
export interface RevealedSecret {
  readonly label: string;
  readonly text: Secret;
}

export type RevealOutcome =
  /** `until`: how long it can be shown again, if it is shown now. */
  | { readonly type: 'revealed'; readonly secrets: readonly RevealedSecret[]; readonly until: Date }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** What is done to the switch that stops every submission. */
export type PauseChange = { readonly type: 'pause'; readonly reason: string } | { readonly type: 'resume' };

export type PauseOutcome =
  /** `changed`: false where it was in that state already. `paused`: as it is now. */
  | { readonly type: 'done'; readonly changed: boolean; readonly paused: Paused | undefined }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

export type StoryOutcome =
  /** Oldest first, only entries that verify. `problem`: why that is not all; absent: none is missing. */
  | { readonly type: 'story'; readonly entries: readonly StoryEntry[]; readonly problem?: StoryProblem }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** `record-tampered`: the record of the request does not verify, whatever its entries say. */
export type StoryProblem = Unvouched | 'record-tampered';

export interface StoryEntry {
  readonly seq: number;
  readonly entry: AuditEntry;
}

/**
 * The use cases. What Slack or a command line does goes through here; who may is decided here and in core.
 * Every method may throw `StoreUnavailable`; vendors' errors come back as values.
 */
export interface RestoreService {
  /** A fresh id for a form and the request it becomes. */
  newRequestId(): string;
  offers(userId: string): Promise<Offers>;
  kind(connection: string, kindId: string): RestoreKind | undefined;
  /** What a card shows besides its request. */
  cardFacts(stored: Pick<StoredRequest, 'request' | 'now'>): CardFacts;
  saveDraft(draft: Draft): Promise<void>;
  loadDraft(requestId: string): Promise<Draft | undefined>;
  /** What the last review of this form showed, whatever has been changed in the form since. */
  loadReviewed(requestId: string): Promise<ReviewedDraft | undefined>;
  /** The form that somebody began last and has not asked for anything with; kept for 30 minutes. */
  keptDraft(userId: string): Promise<Draft | undefined>;
  forgetKeptDraft(userId: string): Promise<void>;
  /** Values that a form offers and Slack cannot carry; they live as long as its draft. */
  saveLongValues(requestId: string, values: readonly string[]): Promise<void>;
  loadLongValues(requestId: string): Promise<readonly string[]>;
  /** What a select offers; throws `ProviderError`, or the signal's reason. */
  choices(connection: string, query: ChoiceQuery, signal: AbortSignal): Promise<readonly Choice[]>;
  /** Plans and checks exactly this draft, and stores it with what was found, so that asking takes exactly that. */
  review(draft: Draft, by: string, signal: AbortSignal): Promise<ReviewOutcome>;
  /** Makes the request out of the reviewed draft. */
  ask(command: ByPerson & { readonly acknowledged?: string | undefined }): Promise<Outcome>;
  /** What somebody says of a request: the one way for every click and form of a card. Asks the vendor where it must. */
  act(who: Who, requestId: string, command: PersonCommand): Promise<Outcome>;
  /** Whether they could do that now, whatever they fill in; asked before a form for it is shown. */
  mayAct(actor: Actor, requestId: string, type: PersonCommandType): Promise<LoadOutcome>;
  /** Whether the card in Slack shows this request as it is here, before the signal aborts (card-shown.ts). */
  isShown(request: RestoreRequest, signal: AbortSignal): Promise<boolean>;
  /** The request with a fresh preflight, for the approval form. */
  recheck(requestId: string, signal: AbortSignal): Promise<Recheck | undefined>;
  /** What the vendor returned, for the requester's eyes; each time is saved before this resolves. */
  reveal(command: ByPerson): Promise<RevealOutcome>;
  /** The command whose reveal is on the screen now. */
  recordShown(command: ByPerson): Promise<Outcome>;
  /** Everything that the audit holds about one request, for those who may read it. */
  story(who: Pick<ByPerson, 'requestId' | 'by'>): Promise<StoryOutcome>;
  /** Absent: restores are not paused. */
  paused(): Promise<Paused | undefined>;
  /** Pauses or resumes every submission, for the people of the configuration. */
  changePause(by: string, change: PauseChange): Promise<PauseOutcome>;
  /** "Check now" on a held request: looks at once instead of at the next interval. */
  checkNow(requestId: string): Promise<void>;
  load(requestId: string): Promise<LoadOutcome>;
  /** Ids of the requests that somebody may mean by a short id, or the beginning of one; none: nobody knows it. */
  meant(typed: string): Promise<readonly string[]>;
  list(filter: RequestFilter): Promise<RequestList>;
  /** What the history says of a database; no vendor is asked. */
  past(about: Estimated): Promise<Past>;
  /** What stays of requests that have ended, newest first; the newest 2,000. */
  history(): Promise<Newest>;
}

/** The workers' side: what jobs call. */
export interface RestoreWork {
  /**
   * Does the one thing that is due for a request, if any; may be called late, early, twice at once or for a request
   * that does not exist. `next`: when to call again; absent: nothing more is due.
   */
  advance(requestId: string, signal: AbortSignal): Promise<{ readonly next?: Date }>;
  /** Wakes what has been owed for longer than `overdueMs`; gives how many. */
  sweep(overdueMs: number, limit: number): Promise<number>;
  /** Wakes the announcer for a few of the requests that wait for people: somebody may have deleted a card. */
  lookAtCards(most: number): Promise<void>;
}

export interface SetbackWork {
  /**
   * The record went back: brings the request of a card that stands in Slack as far as people have seen it. `not-told`:
   * its thread cannot be read. Throws `StoreUnavailable`.
   */
  applySetback(card: SeenCard, signal: AbortSignal): Promise<Told>;
}
