import { isDeepStrictEqual } from 'node:util';
import { agreementOf } from '#core/approval.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import type { StoredRequest } from '#core/ports.ts';
import { readPlan, type RestorePlan } from '#core/restore-plan.ts';
import { hasEnded } from '#core/restore-request.ts';
import type { Evidence, Post } from './evidence.ts';
import { markOf, nonceOf } from './marks.ts';

/** A promise that was not kept, in a sentence with what shows it. */
export interface Broken {
  readonly promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7';
  readonly sentence: string;
}

/** Holds what happened against the promises. */
export function judge(evidence: Evidence): readonly Broken[] {
  const histories = historiesOf(evidence);
  const submissions = submissionsOf(evidence, histories);
  return [
    ...approvedBefore(submissions),
    ...onceEach(submissions),
    ...oneForEachTarget(submissions),
    ...toldToTheEnd(evidence),
    ...writtenDown(evidence),
    ...trulyRestored(evidence, histories),
  ];
}

/** What happened to one request, also what a Redis that was set back forgot. */
interface History {
  readonly id: string;
  readonly requester: string;
  readonly plan: RestorePlan;
  readonly digest: string;
  /** In the order in which they were saved. */
  readonly events: readonly RequestEvent[];
}

function historiesOf({ record, forgotten }: Evidence): readonly History[] {
  const byId = new Map<string, RequestEvent[]>();
  for (const { audit } of [...forgotten, record]) {
    for (const { requestId, event } of audit) {
      const events = byId.get(requestId) ?? [];
      if (!events.some((each) => isDeepStrictEqual(each, event))) events.push(event);
      byId.set(requestId, events);
    }
  }
  return [...byId].flatMap(([id, events]) => {
    const asked = events.find((event) => event.type === 'asked');
    if (asked === undefined) return [];
    const { plan, digest } = readPlan(asked.planJson);
    return [{ id, requester: asked.by ?? '', plan, digest, events }];
  });
}

/** A POST, and the intent that it belongs to. */
interface Submission {
  readonly post: Post;
  readonly history: History | undefined;
  /** Where among the request's events the intent stands; -1: there is none before the POST. */
  readonly at: number;
}

/** Each POST belongs to the newest intent before it of a request that asks for exactly this. */
function submissionsOf({ posts }: Evidence, histories: readonly History[]): readonly Submission[] {
  return posts.map((post) => {
    const intents = histories
      .filter(({ plan }) => plan.connection === post.connection && asksFor(plan, post.text))
      .flatMap((history) => history.events.map((event, at) => ({ history, event, at })))
      .filter(({ event }) => event.type === 'dispatched' && event.at <= post.at)
      .toSorted((a, b) => a.event.at.getTime() - b.event.at.getTime());
    const last = intents.at(-1);
    return { post, history: last?.history, at: last?.at ?? -1 };
  });
}

/** Whether everything that tells this plan from others stands in the call. */
function asksFor({ point, target, options }: RestorePlan, text: string): boolean {
  const marks = [
    point.type === 'backup' ? point.backupId : String(Math.floor(point.at.getTime() / 1_000)),
    ...Object.values(options).flatMap((value) => (typeof value === 'string' ? [value] : [])),
  ];
  const targets = [target.id, target.id.split('/').at(-1) ?? '', target.name];
  return (
    targets.some((each) => text.includes(each)) &&
    marks.filter((each) => each !== '').some((each) => text.includes(each))
  );
}

// P1: no restore call without a recorded, unexpired quorum of others on the same digest.

function approvedBefore(submissions: readonly Submission[]): readonly Broken[] {
  return submissions.flatMap(({ post, history, at }) => {
    if (history === undefined) {
      return [
        broken('P1', `a vendor was asked to restore and no intent to do so was recorded: ${post.words}`),
      ];
    }
    const problem = whyNotApproved(history, at);
    return problem === undefined
      ? []
      : [broken('P1', `request ${history.id} was submitted although ${problem}: ${post.words}`)];
  });
}

const approversOfAll = new Set(['U0BEN', 'U0CLEO', 'U0FINN']);

/** The judge's own count of votes: it must not be the product's. */
function whyNotApproved({ requester, digest, events }: History, at: number): string | undefined {
  let votes = new Map<string, string>();
  let quorum = Number.POSITIVE_INFINITY;
  let agreement = '';
  let until = new Date(0);
  for (const event of events.slice(0, at + 1)) {
    switch (event.type) {
      case 'asked':
        quorum = event.requirement.quorum;
        agreement = agreementOf(digest, event.fingerprint);
        break;
      case 'votes-voided':
        votes = new Map();
        quorum = event.requirement.quorum;
        agreement = agreementOf(digest, event.fingerprint);
        break;
      case 'asked-again':
        votes = new Map();
        agreement = agreementOf(digest, event.fingerprint);
        break;
      case 'vote-cast':
        votes.set(event.vote.by, event.vote.agreement);
        break;
      case 'vote-withdrawn':
        votes.delete(event.by ?? '');
        break;
      case 'approved':
        until = event.dispatchBy;
        break;
      default:
    }
  }
  const intent = events[at];
  const counted = [...votes].filter(
    ([by, forWhat]) => by !== requester && approversOfAll.has(by) && forWhat === agreement,
  );
  if (counted.length < quorum) return `${counted.length} of ${quorum} had agreed to it`;
  if (intent !== undefined && intent.at > until) return 'its time to start was over';
  return undefined;
}

// P2: one submission, and where a second one overwrites, one that may have been accepted.

const overwriting: Readonly<Record<string, readonly string[]>> = {
  'atlas-main': ['automated', 'point-in-time'],
  'prisma-shop': ['database'],
  'zilliz-vectors': ['collection'],
  'crdb-prod': [],
};

function onceEach(submissions: readonly Submission[]): readonly Broken[] {
  const found: Broken[] = [];
  for (const [index, { post, history, at }] of submissions.entries()) {
    if (history === undefined) continue;
    const earlier = submissions.slice(0, index).filter((other) => other.history === history);
    const sameAttempt = earlier.find((other) => other.at === at);
    if (sameAttempt !== undefined) {
      found.push(
        broken(
          'P2',
          `request ${history.id} was sent twice in one attempt: ${sameAttempt.post.words}; ${post.words}`,
        ),
      );
      continue;
    }
    // A person may decide that it is sent again; what was sent before is theirs to know then.
    const anew = history.events.findLastIndex((event, place) => place < at && event.type === 'asked-again');
    const since = earlier.filter((other) => other.at > anew);
    const twice = since.find((other) => other.post.accepted);
    if (twice !== undefined && post.accepted) {
      found.push(
        broken('P2', `the vendor began request ${history.id} twice: ${twice.post.words}; ${post.words}`),
      );
    }
    const { connection, kind } = history.plan;
    const risky = since.find((other) => !other.post.refused);
    if (risky !== undefined && overwriting[connection]?.includes(kind) === true) {
      found.push(
        broken(
          'P2',
          `request ${history.id} overwrites, and was sent again although the first may have been accepted: ${risky.post.words}; ${post.words}`,
        ),
      );
    }
  }
  return found;
}

// P3: one active restore for each target.

const ends: ReadonlySet<RequestEvent['type']> = new Set([
  'restored',
  'failed',
  'refused',
  'cancelled-at-vendor',
  'closed',
]);

function oneForEachTarget(submissions: readonly Submission[]): readonly Broken[] {
  const begun = submissions.filter(({ post, history }) => post.accepted && history !== undefined);
  return begun.flatMap(({ post, history }) => {
    if (history === undefined || history.plan.kind === 'download') return [];
    const inTheWay = begun.find(
      (other) =>
        other.history !== undefined &&
        other.history !== history &&
        other.post.at < post.at &&
        sameTarget(other.history.plan, history.plan) &&
        !other.history.events.some((event) => ends.has(event.type) && event.at <= post.at),
    );
    return inTheWay === undefined
      ? []
      : [
          broken(
            'P3',
            `two restores ran on ${history.plan.target.name} at once: request ${inTheWay.history?.id} and request ${history.id}`,
          ),
        ];
  });
}

function sameTarget(a: RestorePlan, b: RestorePlan): boolean {
  return a.connection === b.connection && a.target.id === b.target.id && a.kind === b.kind;
}

// P4: who was told of a request hears its last word, once.

function toldToTheEnd(evidence: Evidence): readonly Broken[] {
  const { record, story, told, forgotten, messages } = evidence;
  const wasSetBack = forgotten.length > 0;
  const found = record.requests.flatMap((stored) => untold(evidence, stored).map((why) => broken('P4', why)));
  for (const { number } of story.asks) {
    const asked = record.requests.some(({ request }) => request.reason.startsWith(`story ${number}:`));
    if (told.has(number) && !asked && !wasSetBack) {
      found.push(broken('P4', `ask ${number} was taken, and there is no record of it`));
    }
  }
  if (wasSetBack) return found;
  const nonces = messages.filter(({ tombstone }) => !tombstone).flatMap((message) => nonceOf(message) ?? []);
  const twice = nonces.filter((nonce, index) => nonces.indexOf(nonce) !== index);
  for (const nonce of new Set(twice)) {
    if (evidence.deleted.size === 0) found.push(broken('P4', `the message ${nonce} stands in Slack twice`));
  }
  return found;
}

function untold({ messages }: Evidence, { request, thread }: StoredRequest): readonly string[] {
  const { id, state, version } = request;
  const mine = messages.filter((message) => !message.tombstone && markOf(message)?.request_id === id);
  const cards = mine.filter((message) => nonceOf(message)?.startsWith(`${id}.card`) === true);
  const why: string[] = [];
  if (thread.shown < version) {
    why.push(
      `request ${id} is ${state.tag} and has not been told in full (version ${thread.shown} of ${version})`,
    );
  }
  if (!hasEnded(state) && !['unknown', 'pending-approval'].includes(state.tag)) {
    why.push(`request ${id} is still ${state.tag}`);
  }
  if (cards.at(-1) === undefined) why.push(`request ${id} is ${state.tag} and has no card`);
  else if (markOf(cards.at(-1))?.state !== state.tag) {
    why.push(`request ${id} is ${state.tag} and its card says ${markOf(cards.at(-1))?.state}`);
  }
  const last = mine.filter((message) => nonceOf(message) === `${id}.end`);
  if (hasEnded(state) && last.length === 0)
    why.push(`request ${id} is ${state.tag} and its last word is missing`);
  if (!hasEnded(state) && last.length > 0)
    why.push(`request ${id} is ${state.tag} and its end has been told`);
  return why;
}

// P5: every transition is in the audit.

function writtenDown({ record, forgotten }: Evidence): readonly Broken[] {
  const found: Broken[] = [];
  for (const { request, events } of record.requests) {
    const entries = record.audit.filter(({ requestId }) => requestId === request.id);
    const inOrder = entries.map(({ version }) => version).every((version, at) => version === at + 1);
    if (!inOrder || entries.length !== request.version || events.length !== request.version) {
      found.push(
        broken(
          'P5',
          `request ${request.id} is at version ${request.version}, with ${events.length} events and audit entries ${entries.map(({ version }) => version).join(', ')}`,
        ),
      );
    } else if (
      !isDeepStrictEqual(
        entries.map(({ event }) => event),
        events,
      )
    ) {
      found.push(broken('P5', `the audit of request ${request.id} differs from its events`));
    }
    if (!isDeepStrictEqual(fold(events), request)) {
      found.push(broken('P5', `request ${request.id} is not what its events make of it`));
    }
  }
  if (forgotten.length === 0 && !hasNoGaps(record.numbers)) {
    found.push(broken('P5', `the audit has gaps: ${record.numbers.join(', ')}`));
  }
  return found;
}

function hasNoGaps(numbers: readonly number[]): boolean {
  return numbers.every((seq, at) => seq === at + 1);
}

// P6: "restored and checked" is said only after both.

function trulyRestored({ messages }: Evidence, histories: readonly History[]): readonly Broken[] {
  return messages.flatMap((message) => {
    const id = markOf(message)?.request_id;
    const isWord = /^(:\S+: )?\*?Restored and checked/u.test(message.text);
    if (id === undefined || !isWord) return [];
    const saidAt = new Date(Number(message.ts) * 1_000);
    const events = histories.find((history) => history.id === id)?.events ?? [];
    const before = (type: RequestEvent['type']) =>
      events.some(
        (event) => event.type === type && (nonceOf(message)?.endsWith('.end') !== true || event.at <= saidAt),
      );
    if (before('restored') && before('verified')) return [];
    return [
      broken(
        'P6',
        `request ${id} was said to be restored and checked at ${saidAt.toISOString()}, before it was`,
      ),
    ];
  });
}

function broken(promise: Broken['promise'], sentence: string): Broken {
  return { promise, sentence };
}
