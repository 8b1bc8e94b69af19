import { isDeepStrictEqual } from 'node:util';
import { agreementOf, type Vote } from '#core/approval.ts';
import type { RequestEvent } from '#core/events.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import { broken, type Broken } from './broken.ts';
import type { Evidence } from './evidence.ts';
import type { History, Submission } from './histories.ts';
import type { RuleChange, Story } from './story.ts';

// P1: no restore call without a recorded, unexpired quorum of others on the same digest.

/** Between the last look and the first byte, and between two clocks: so much later is still in time. Milliseconds. */
const graceMs = 500;

export function approvedBefore(
  submissions: readonly Submission[],
  {
    story,
    ticked,
    tickedAgain,
    revoked,
    forged,
    rules,
  }: Pick<Evidence, 'ticked' | 'tickedAgain' | 'revoked' | 'forged' | 'rules'> & {
    readonly story: Pick<Story, 'objective'>;
  },
): readonly Broken[] {
  return submissions.flatMap(({ post, history, at }) => {
    if (history === undefined) {
      return [
        broken('P1', `a vendor was asked to restore and no intent to do so was recorded: ${post.words}`),
      ];
    }
    const isKnown = (since: Date) => since.getTime() + graceMs < post.at.getTime();
    const forgedAt = forged.get(history.id);
    const law = {
      gone: [...revoked].flatMap(([who, since]) => (isKnown(since) ? [who] : [])),
      change: rules !== undefined && isKnown(rules.since) ? rules.change : undefined,
      objective: story.objective,
      ticked: ticked.get(history.ask) ?? new Set<string>(),
      tickedAgain: tickedAgain.get(history.ask) ?? new Set<string>(),
    };
    const problem =
      (forgedAt !== undefined && isKnown(forgedAt) ? 'somebody else wrote its record' : undefined) ??
      whyNotApproved(history, at, law) ??
      whyTooLate(history, at, post.at);
    return problem === undefined
      ? []
      : [broken('P1', `request ${history.id} was submitted although ${problem}: ${post.words}`)];
  });
}

const approversOfAll = new Set(['U0BEN', 'U0CLEO', 'U0FINN']);
/** Of what is restored in place, once the rules are narrowed. */
const approversLeft = new Set(['U0CLEO']);
const glassBreakers = new Set(['U0EVE']);

/** What is in force when a write leaves. */
interface Law {
  /** Who could not approve any more. */
  readonly gone: readonly string[];
  /** How the rules had been changed. */
  readonly change: RuleChange | undefined;
  /** What follows where something is overwritten. */
  readonly objective: Story['objective'];
  /** Who has ticked that so much is lost. */
  readonly ticked: ReadonlySet<string>;
  /** Who has ticked it once more. */
  readonly tickedAgain: ReadonlySet<string>;
}

/** The intent says until when its write may leave. */
function whyTooLate({ events }: History, at: number, sentAt: Date): string | undefined {
  const intent = events[at];
  if (intent?.type !== 'dispatched') return undefined;
  return sentAt.getTime() > intent.postBy.getTime() + graceMs ? 'its time to be sent was over' : undefined;
}

/** The judge's own count of votes: it must not be the product's. */
function whyNotApproved(
  { requester, digest, plan, events }: History,
  at: number,
  { gone, change, objective, ticked, tickedAgain }: Law,
): string | undefined {
  if (change === 'removed') return 'no rule allowed it any more';
  let votes = new Map<string, Vote>();
  let quorum = Number.POSITIVE_INFINITY;
  let agreement = '';
  let until = new Date(0);
  let accepted: { readonly of: Vote['acknowledged']; readonly again: boolean } | undefined;
  let inPlace = false;
  let glass: { readonly by: string; readonly agreement: string } | undefined;
  for (const event of events.slice(0, at + 1)) {
    switch (event.type) {
      case 'asked':
        inPlace = event.impact.type === 'in-place';
        quorum = event.requirement.quorum;
        agreement = agreementOf(digest, event.fingerprint);
        accepted = { of: event.acknowledged, again: false };
        break;
      case 'acknowledged':
        accepted = { of: event.acknowledged, again: true };
        break;
      case 'votes-voided':
        votes = new Map();
        glass = undefined;
        quorum = event.requirement.quorum;
        agreement = agreementOf(digest, event.fingerprint);
        break;
      case 'asked-again':
        votes = new Map();
        glass = undefined;
        accepted = { of: undefined, again: true };
        agreement = agreementOf(digest, event.fingerprint);
        break;
      case 'vote-cast':
        votes.set(event.vote.by, event.vote);
        break;
      case 'vote-withdrawn':
        votes.delete(event.by ?? '');
        break;
      case 'glass-broken':
        glass = { by: event.by ?? '', agreement: event.agreement };
        break;
      case 'approved':
        until = event.dispatchBy;
        break;
      // A record that was set back may have forgotten it; the people who were told have not.
      case 'denied':
      case 'cancelled':
      case 'expired':
      case 'closed':
        return 'it was over';
      default:
    }
  }
  const intent = events[at];
  const isNarrowed = change === 'narrowed' && inPlace;
  const may = isNarrowed ? approversLeft : approversOfAll;
  const mustTick = objective !== undefined && inPlace;
  const counted = [...votes.values()].filter(
    ({ by, agreement: forWhat, acknowledged }) =>
      by !== requester &&
      may.has(by) &&
      !gone.includes(by) &&
      forWhat === agreement &&
      (!mustTick || (ticked.has(by) && covers(acknowledged, plan, intent?.at))),
  );
  const needed = isNarrowed ? 1 : quorum;
  const isAlone =
    glass !== undefined &&
    inPlace &&
    change !== 'glass-removed' &&
    glassBreakers.has(glass.by) &&
    glass.agreement === agreement;
  if (!isAlone && mustTick) {
    if (refusesLoss(objective, plan)) return 'its objective refuses what it loses';
    const byRequester = accepted?.again === true ? tickedAgain : ticked;
    if (!byRequester.has(requester)) return 'its requester had not acknowledged the loss';
    if (!covers(accepted?.of, plan, intent?.at)) return 'its requester had acknowledged less than was lost';
  }
  if (!isAlone && counted.length < needed) return `${counted.length} of ${needed} had agreed to it`;
  if (intent !== undefined && intent.at > until) return 'its time to start was over';
  return undefined;
}

const losesItsOwn = ({ source, target }: RestorePlan): boolean => source.id === target.id;

/** Whether nobody may approve a restore in place, because of the objective in force: only break-glass starts it. */
export function refusesLoss(objective: Story['objective'], plan: RestorePlan): boolean {
  return objective === 'refuse' && losesItsOwn(plan);
}

/** Whether what the record says that somebody ticked is at least what was lost when the write left. */
function covers(acknowledged: Vote['acknowledged'], plan: RestorePlan, startedAt: Date | undefined): boolean {
  if (acknowledged === undefined || startedAt === undefined) return false;
  if (!losesItsOwn(plan)) return acknowledged.loss === 'all';
  const lostMs = startedAt.getTime() - restoredTo(plan.point).getTime();
  return acknowledged.loss !== 'all' && acknowledged.loss >= lostMs;
}

// P2: one submission, and where a second one overwrites, one that may have been accepted.

/** By connection, the kinds of which a second submission overwrites what the first one restored. */
export const overwriting: Readonly<Record<string, readonly string[]>> = {
  'atlas-main': ['automated', 'point-in-time'],
  'prisma-shop': ['database'],
  'zilliz-vectors': ['collection'],
  'crdb-prod': [],
};

export function onceEach(submissions: readonly Submission[]): readonly Broken[] {
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
    const again = history.events.findLastIndex((event, place) => place < at && event.type === 'asked-again');
    const since = earlier.filter((other) => other.at > again);
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

export function oneForEachTarget(submissions: readonly Submission[]): readonly Broken[] {
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
  // Several collections may be restored into one cluster, each under its own name.
  const part = ({ options }: RestorePlan) => [options['dest_database'], options['dest_collection']];
  return (
    a.connection === b.connection &&
    a.target.id === b.target.id &&
    a.kind === b.kind &&
    isDeepStrictEqual(part(a), part(b))
  );
}
