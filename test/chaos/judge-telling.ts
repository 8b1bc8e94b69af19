import { isDeepStrictEqual } from 'node:util';
import { cardActions } from '#bot/ids.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import type { StoredRequest } from '#core/ports.ts';
import { hasEnded, type State, type StateTag } from '#core/restore-request.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { broken, type Broken } from './broken.ts';
import type { Evidence } from './evidence.ts';
import type { History, Submission } from './histories.ts';
import { refusesLoss } from './judge-submissions.ts';
import { markOf, nonceOf } from './marks.ts';

// P4: who was told of a request hears its last word, once.

export function toldToTheEnd(evidence: Evidence): readonly Broken[] {
  const { record, story, told, forgotten, messages } = evidence;
  const wasSetBack = forgotten.length > 0;
  const found = record.requests.flatMap((stored) => untold(evidence, stored).map((why) => broken('P4', why)));
  if (!record.compared) found.push(broken('P4', 'the record has still not been compared with Slack'));
  for (const { number } of story.asks) {
    const asked = record.requests.some(({ request }) => request.reason.startsWith(`story ${number}:`));
    // A record that somebody else wrote is shown as such, and nothing more is done about it.
    if (told.has(number) && !asked && !wasSetBack && record.tampered.length === 0) {
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

/**
 * What people were told and must act upon. Zilliz shows a cluster whose restore failed as ABNORMAL, and where its job is
 * not known (the answer was lost) nothing says how it ended: an alarm, and no end that is guessed.
 */
export function waitsForPeople(state: State): boolean {
  if (state.tag === 'restoring') return state.trouble?.text.includes('ABNORMAL') === true;
  return state.tag === 'unknown' || state.tag === 'pending-approval';
}

/** What a person finds on the card of a request that waits for people. */
const buttonFor: Partial<Record<StateTag, string>> = {
  'pending-approval': cardActions.approve,
  restoring: cardActions.takeOver,
  unknown: cardActions.close,
};

function has({ blocks }: ShownMessage, actionId: string): boolean {
  return JSON.stringify(blocks).includes(`"${actionId}"`);
}

function untold(
  { story, messages, deleted, forgotten }: Evidence,
  { request, thread }: StoredRequest,
): readonly string[] {
  const { id, state, version } = request;
  const mine = messages.filter((message) => !message.tombstone && markOf(message)?.request_id === id);
  const card = mine.findLast((message) => nonceOf(message)?.startsWith(`${id}.card`) === true);
  const why: string[] = [];
  if (thread.shown < version) {
    why.push(
      `request ${id} is ${state.tag} and has not been told in full (version ${thread.shown} of ${version})`,
    );
  }
  if (!hasEnded(state) && !waitsForPeople(state)) {
    why.push(`request ${id} is still ${state.tag}`);
  }
  const isRefused =
    state.tag === 'pending-approval' &&
    request.impact.type === 'in-place' &&
    refusesLoss(story.objective, request.plan.plan);
  const wayOut = isRefused ? cardActions.deny : buttonFor[state.tag];
  if (isRefused && card !== undefined && has(card, cardActions.approve)) {
    why.push(`request ${id} cannot be approved under its objective, and its card has ${cardActions.approve}`);
  }
  if (wayOut !== undefined && card !== undefined && waitsForPeople(state) && !has(card, wayOut)) {
    why.push(`request ${id} is ${state.tag}, waits for people, and its card has no ${wayOut}`);
  }
  // Nobody tells restorebot that a card was deleted: it is posted again when there is something new to show.
  const isDeleted = thread.card?.tag === 'posted' && deleted.has(thread.card.ts);
  if (card === undefined) {
    if (!isDeleted) why.push(`request ${id} is ${state.tag} and has no card`);
  } else if (markOf(card)?.state !== state.tag) {
    why.push(`request ${id} is ${state.tag} and its card says ${markOf(card)?.state}`);
  }
  const last = mine.filter((message) => nonceOf(message) === `${id}.end`);
  if (hasEnded(state) && last.length === 0)
    why.push(`request ${id} is ${state.tag} and its last word is missing`);
  // What had ended and is unknown since the record was set back has been told both.
  const hadEnded = forgotten.some(({ requests }) =>
    requests.some(({ request }) => request.id === id && hasEnded(request.state)),
  );
  if (!hasEnded(state) && last.length > 0 && !(hadEnded && state.tag === 'unknown'))
    why.push(`request ${id} is ${state.tag} and its end has been told`);
  return why;
}

// P7: no end denies what the vendor began.

const denies: ReadonlySet<RequestEvent['type']> = new Set(['refused', 'expired', 'denied', 'cancelled']);

export function nothingDenied(submissions: readonly Submission[]): readonly Broken[] {
  return submissions.flatMap(({ post, history }) => {
    const over = history?.events.find(({ type, at }) => denies.has(type) && at >= post.at);
    if (!post.accepted || history === undefined || over === undefined) return [];
    // What a person was told to look for before is no denial.
    const wasUnknown = history.events.some(({ type, at }) => type === 'became-unknown' && at >= post.at);
    if (wasUnknown) return [];
    return [
      broken('P7', `request ${history.id} ended as ${over.type} although the vendor began it: ${post.words}`),
    ];
  });
}

// P5: every transition is in the audit.

export function writtenDown({ record, forgotten }: Evidence): readonly Broken[] {
  const found: Broken[] = [];
  for (const { request, events } of record.requests) {
    // The audit is read after the requests: what happened in between is in it already.
    const entries = record.audit
      .filter(({ requestId }) => requestId === request.id)
      .slice(0, request.version);
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

// P6: a good end is said only after the vendor's report and the checks.

export function trulyRestored({ messages }: Evidence, histories: readonly History[]): readonly Broken[] {
  return messages.flatMap((message) => {
    const id = markOf(message)?.request_id;
    const isWord = /^(:\S+: )?\*?(?:Restored(?!,)|Download ready)/u.test(message.text);
    if (id === undefined || !isWord) return [];
    const saidAt = new Date(Number(message.ts) * 1_000);
    const events = histories.find((history) => history.id === id)?.events ?? [];
    const before = (type: RequestEvent['type']) =>
      events.some(
        (event) => event.type === type && (nonceOf(message)?.endsWith('.end') !== true || event.at <= saidAt),
      );
    if (before('restored') && before('verified')) return [];
    return [broken('P6', `request ${id} was said to be restored at ${saidAt.toISOString()}, before it was`)];
  });
}

/** A restore is called verified only where a check has read its data. */
export function trulyVerified({ messages, vouched }: Evidence): readonly Broken[] {
  return messages.flatMap((message) => {
    const id = markOf(message)?.request_id;
    if (id === undefined || !/restored and verified/iu.test(message.text) || vouched.has(id)) return [];
    return [broken('P6', `request ${id} was said to be verified, and nothing had read its data`)];
  });
}
