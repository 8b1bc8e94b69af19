import {
  type Exclusion,
  isUnknown,
  type People,
  type Requirement,
  sameDemands,
  type Vote,
} from '#core/approval.ts';
import { answerLost, openAttempts } from '#core/attempts.ts';
import type { CommandOf } from '#core/commands.ts';
import type { Finding } from '#core/finding.ts';
import { differences, type Fingerprint } from '#core/fingerprint.ts';
import { type Closed, closedBy, frozenBy } from '#core/freeze.ts';
import type { StoredIn } from '#core/ports.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Preflight, RestoreProvider } from '#core/provider.ts';
import type { Attempt, Known, RequestIn } from '#core/restore-request.ts';
import { withText } from '#core/stored-reason.ts';
import { isEnoughAt } from '#core/voting.ts';
import { callFailed, type Why } from '#core/why.ts';
import { candidatesAt, lookBack, unrecordedAttempts } from './candidates.ts';
import { demandDifferences } from './demand-differences.ts';
import type { ServiceDeps } from './deps.ts';
import { deciderEntitlement, entitlementOf } from './entitlement.ts';
import { endedByFreeze } from './freezing.ts';
import type { Hold } from './hold.ts';
import { judgeFor, subjectOf } from './judgement.ts';
import { observed, votedOn } from './observed.ts';
import type { ServiceRefusal } from './outcome.ts';

/** Whether an approved request may be submitted now. */
export type Verdict =
  /** `preflight`: what the rules were asked about. */
  { readonly type: 'go'; readonly preflight: Preflight } | Exclude<Step, { type: 'go' }>;

/** What the present rules and their people say. */
type Judged =
  | { readonly type: 'go' }
  | ({ readonly type: 'hold' } & Hold)
  /** A freeze is in force: the yes does not count after it. */
  | { readonly type: 'close'; readonly closed: Closed }
  /** A freeze ends it. */
  | { readonly type: 'end'; readonly why: Why }
  | { readonly type: 'void'; readonly command: CommandOf<'void-votes'> };

/** What one step says. */
type Step =
  | Judged
  | { readonly type: 'unknown'; readonly known: Known }
  /** An earlier attempt is at the vendor. */
  | { readonly type: 'adopt'; readonly operationId: string };

interface Facts {
  readonly deps: ServiceDeps;
  readonly provider: RestoreProvider;
  readonly stored: StoredIn<'approved'>;
  readonly signal: AbortSignal;
}

interface Checked extends Facts {
  readonly preflight: Preflight;
  readonly fingerprint: Fingerprint;
}

const go = { type: 'go' } as const;

/**
 * Everything that must still be true before the intent is written. A lookup that fails neither passes nor voids: it
 * holds.
 */
export async function revalidate(facts: Facts): Promise<Verdict> {
  try {
    const { deps, provider, stored, signal } = facts;
    const { request } = stored;
    const seen = await provider.observe(request.plan.plan, { signal });
    // First, because the target may no longer exist.
    const changed = stillTheSame(request, seen);
    if (changed.type !== 'go') return changed;
    // Looking back comes before the preflight: a restore of ours that the record forgot would otherwise be "in the
    // way" of itself.
    const before = await firstThatStops([vendorHasNone, threadKnowsNone], facts);
    if (before.type !== 'go') return before;
    const preflight = await provider.preflight(request.plan.plan, { signal });
    const fingerprint = observed(seen, preflight.findings);
    const after = await firstThatStops(
      [
        () => stillApproved({ ...deps, request, preflight, now: stored.now }),
        targetIsTheSame,
        nothingIsInTheWay,
      ],
      { ...facts, preflight, fingerprint },
    );
    return after.type === 'go' ? { ...after, preflight } : after;
  } catch (error) {
    if (error instanceof ProviderError) return { type: 'hold', why: callFailed(error) };
    throw error;
  }
}

async function firstThatStops<Known extends Facts>(
  steps: readonly ((facts: Known) => Promise<Step> | Step)[],
  facts: Known,
): Promise<Step> {
  for (const step of steps) {
    const verdict = await step(facts);
    if (verdict.type !== 'go') return verdict;
  }
  return go;
}

interface Approval extends Pick<ServiceDeps, 'policy' | 'directory'> {
  readonly request: RequestIn<'approved' | 'submitting'>;
  /** What the rules are asked about. */
  readonly preflight: Pick<Preflight, 'impact' | 'tags' | 'sourceTags'>;
  readonly now: Date;
}

/** Whether the rules of the present configuration allow what was agreed to, and those who agreed still may. */
export async function stillApproved(facts: Approval): Promise<Judged> {
  const { policy, request, preflight, now } = facts;
  const subject = subjectOf(request.plan.plan, preflight, request.channel, now);
  const judged = await judgeFor(facts, request, subject);
  if (judged.type === 'refused') return { type: 'hold', why: whyRulesHold(judged.refusal) };
  const { rule, requirement } = judged;
  if (!sameDemands(request.requirement, requirement)) {
    return voided(
      request,
      { code: 'rules-changed' },
      { differences: demandDifferences(request.requirement, requirement), requirement },
    );
  }
  const glass = request.glass?.holds === true;
  const frozen = frozenBy(policy.freezes, subject, glass);
  if (frozen?.freeze.pending === 'end') return { type: 'end', why: endedByFreeze(frozen) };
  const closed = closedBy(policy.freezes, subject, glass);
  if (closed !== undefined) return { type: 'close', closed };
  return requirement.quorum === 0 && !glass
    ? requesterStillMay(facts, rule.ask)
    : approversStillMay(facts, requirement);
}

function whyRulesHold(refusal: ServiceRefusal): Why {
  switch (refusal.code) {
    case 'denied-by-rule':
      return { ...refusal, code: 'forbidden-by-rule' };
    case 'may-not-ask':
      return { code: 'requester-groups-unknown' };
    default:
      return { code: 'no-rule-left' };
  }
}

/** Where nobody has to agree, the one person it rests on is looked up again. No vote could make up for a no. */
async function requesterStillMay({ directory, request }: Approval, ask: People): Promise<Judged> {
  const entitlement = await entitlementOf(directory, request.requester, ask);
  if (entitlement.type === 'entitled') return go;
  const isUnsure = isUnknown(entitlement.because);
  return {
    type: 'hold',
    why: { code: isUnsure ? 'requester-groups-unknown' : 'requester-no-longer-entitled' },
  };
}

/** Each of those who agreed is looked up again, and so is the person who used break-glass, by the rule as it is now. */
async function approversStillMay(
  { directory, request }: Approval,
  requirement: Requirement,
): Promise<Judged> {
  const { glass } = request;
  if (glass?.holds === true) {
    const people = requirement.breakGlass?.people ?? { users: [], groups: [] };
    const entitlement = await entitlementOf(directory, glass.by, people);
    return entitlement.type === 'entitled'
      ? go
      : noLonger(request, glass.by, entitlement.because, requirement);
  }
  const votes: Vote[] = [];
  for (const vote of request.state.votes) {
    const entitlement = await deciderEntitlement(directory, vote.by, { ...request, requirement });
    if (entitlement.type === 'refused') return noLonger(request, vote.by, entitlement.because, requirement);
    votes.push({ ...vote, groups: [...(entitlement.groups ?? [])] });
  }
  if (isEnoughAt({ ...request, requirement }, votes)) return go;
  return voided(request, { code: 'too-few-entitled' }, { requirement });
}

function noLonger(
  request: Approval['request'],
  by: string,
  because: Exclusion,
  requirement: Requirement,
): Judged {
  if (!isUnknown(because)) return voided(request, { code: 'no-longer-entitled', who: by }, { requirement });
  const cause = because === 'lookup-failed' ? because : 'not-told';
  return { type: 'hold', why: { code: 'approvers-unknown', because: cause } };
}

function targetIsTheSame({ stored, fingerprint }: Checked): Step {
  return stillTheSame(stored.request, fingerprint);
}

function stillTheSame(request: RequestIn<'approved'>, fingerprint: Fingerprint): Step {
  const changed = differences(votedOn(request.fingerprint, fingerprint), fingerprint);
  if (changed.length === 0) return go;
  return voided(request, { code: 'target-changed' }, { differences: changed, fingerprint });
}

function nothingIsInTheWay({ preflight, provider, stored }: Checked): Step {
  const { request } = stored;
  const inTheWay = preflight.findings.filter(({ level }) => level === 'blocker' || level === 'before-start');
  const open = openAttempts(request);
  // No advice to drop it, and no waiting until it is gone: it may be what an earlier attempt restored. Where every
  // submission acts, people have looked at that before they let it be sent again.
  if (inTheWay.length > 0 && open.length > 0 && !acts(provider, request))
    return { type: 'unknown', known: inTheWayOf(open, inTheWay) };
  const texts = inTheWay.map(({ text }) => text);
  return texts.length === 0 ? go : { type: 'hold', why: { code: 'in-the-way', texts } };
}

/**
 * Before every attempt. What matches before a first one means that Redis went back, or a person ran it; before a later
 * one it is an attempt whose answer was lost.
 */
async function vendorHasNone({ deps, provider, stored, signal }: Facts): Promise<Step> {
  const { request } = stored;
  if (openAttempts(request).length > 0) {
    const seen = await lookBack(deps, provider, request, signal);
    if (seen.type === 'found') return { type: 'adopt', operationId: seen.operationId };
    // Where every submission acts, only people lead to another attempt, and they saw what the vendor shows.
    const goesOn = seen.type === 'none' || (seen.known.candidates.length === 0 && acts(provider, request));
    return goesOn ? go : seen;
  }
  const candidates = await candidatesAt(deps, provider, request, signal);
  if (candidates === 'undecidable' || candidates.length === 0) return go;
  return foundBefore({ code: 'found-before', count: candidates.length }, candidates);
}

function acts(provider: RestoreProvider, request: RequestIn<'approved'>): boolean {
  return provider.kinds.find(({ id }) => id === request.plan.plan.kind)?.duplicate !== 'refused';
}

async function threadKnowsNone({ deps, stored, provider }: Facts): Promise<Step> {
  const { request } = stored;
  const lines = await deps.witness.recall(stored);
  if (lines === 'unreachable') {
    return acts(provider, request) ? { type: 'hold', why: { code: 'earlier-submission-unknown' } } : go;
  }
  const unrecorded = unrecordedAttempts(request, lines);
  if (unrecorded.length === 0) return go;
  return foundBefore({ code: 'other-attempts', numbers: unrecorded.map(({ number }) => number) });
}

function inTheWayOf(open: readonly Attempt[], findings: readonly Finding[]): Known {
  const attempts = open.map(({ number }) => number);
  const codes = findings.map(({ code }) => code);
  return { ...answerLost(open), ...withText({ code: 'in-the-way-of-retry', attempts, findings: codes }) };
}

function foundBefore(why: Why, candidates: readonly string[] = []): Step {
  const known: Known = { because: 'found-before-submitting', ...withText(why), candidates: [...candidates] };
  return { type: 'unknown', known };
}

function voided(
  request: Approval['request'],
  why: Why,
  change: Partial<Pick<CommandOf<'void-votes'>, 'differences' | 'fingerprint' | 'requirement'>>,
): Judged {
  const { fingerprint, requirement } = request;
  return {
    type: 'void',
    command: { type: 'void-votes', why, differences: [], fingerprint, requirement, ...change },
  };
}
