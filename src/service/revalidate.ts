import {
  type Exclusion,
  isEnough,
  isUnknown,
  type Requirement,
  sameDemands,
  type Vote,
} from '#core/approval.ts';
import { answerLost, openAttempts } from '#core/attempts.ts';
import type { Command } from '#core/commands.ts';
import { type Closed, closedBy, frozenBy } from '#core/freeze.ts';
import { differences, type Finding, type Fingerprint } from '#core/impact.ts';
import type { StoredRequest } from '#core/ports.ts';
import { explain, ProviderError } from '#core/provider-error.ts';
import type { Preflight, RestoreProvider } from '#core/provider.ts';
import type { Attempt, Known, RequestIn } from '#core/restore-request.ts';
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
  { readonly type: 'go'; readonly preflight: Preflight } | Stopped;

type Stopped =
  | ({ readonly type: 'hold' } & Hold)
  /** A freeze is in force: the yes does not count after it. */
  | { readonly type: 'close'; readonly closed: Closed }
  /** It waits for nothing any more. */
  | { readonly type: 'end'; readonly text: string }
  | { readonly type: 'void'; readonly command: Extract<Command, { type: 'void-votes' }> }
  | { readonly type: 'unknown'; readonly known: Known }
  /** An earlier attempt is at the vendor. */
  | { readonly type: 'adopt'; readonly operationId: string };

/** What one step says. */
type Step = { readonly type: 'go' } | Stopped;

interface Facts {
  readonly deps: ServiceDeps;
  readonly provider: RestoreProvider;
  readonly stored: StoredRequest;
  readonly request: RequestIn<'approved'>;
  readonly signal: AbortSignal;
}

interface Checked extends Facts {
  readonly preflight: Preflight;
  readonly fingerprint: Fingerprint;
}

const go: Step = { type: 'go' };

/**
 * Everything that must still be true before the intent is written. A lookup that fails neither passes nor voids: it
 * holds.
 */
export async function revalidate(facts: Facts): Promise<Verdict> {
  try {
    const { provider, request, signal } = facts;
    const seen = await provider.observe(request.plan.plan, { signal });
    // Before all that asks about a target, because it may no longer be there.
    const changed = stillTheSame(request, seen);
    if (changed.type !== 'go') return changed;
    // Looking back comes before the preflight: a restore of ours that the record forgot would otherwise be "in the
    // way" of itself.
    const before = await firstThatStops([vendorHasNone, threadKnowsNone], facts);
    if (before.type !== 'go') return before;
    const preflight = await provider.preflight(request.plan.plan, { signal });
    const fingerprint = observed(seen, preflight.findings);
    const { deps, stored } = facts;
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
    if (error instanceof ProviderError) return { type: 'hold', text: explain(error) };
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
  readonly request: RequestIn<'approved'> | RequestIn<'submitting'>;
  /** What the rules are asked about. */
  readonly preflight: Pick<Preflight, 'impact' | 'tags' | 'sourceTags'>;
  readonly now: Date;
}

/** Whether the rules of the present configuration allow what was agreed to, and those who agreed still may. */
export async function stillApproved(facts: Approval): Promise<Step> {
  const { policy, request, preflight, now } = facts;
  const subject = subjectOf(request.plan.plan, preflight, request.channel, now);
  const judged = await judgeFor(facts, request, subject);
  if (judged.type === 'refused') return { type: 'hold', text: whyRulesHold(judged.refusal) };
  const { requirement } = judged;
  if (!sameDemands(request.requirement, requirement)) {
    return voided(request, 'What the rules demand for this restore has changed.', {
      differences: demandDifferences(request.requirement, requirement),
      requirement,
    });
  }
  const glass = request.glass?.holds === true;
  const frozen = frozenBy(policy.freezes, subject, glass);
  if (frozen?.freeze.pending === 'end') return { type: 'end', text: endedByFreeze(frozen) };
  const closed = closedBy(policy.freezes, subject, glass);
  return closed === undefined ? approversStillMay(facts, requirement) : { type: 'close', closed };
}

function whyRulesHold(refusal: ServiceRefusal): string {
  switch (refusal.code) {
    case 'denied-by-rule':
      return refusal.guards === undefined
        ? `The rule “${refusal.rule}” forbids this restore: ${refusal.reason}`
        : `The rule “${refusal.rule}” protects “${refusal.guards}”, so its data may not be copied elsewhere: ${refusal.reason}`;
    case 'may-not-ask':
      return 'Slack cannot say at the moment to which teams the requester belongs.';
    default:
      return 'No rule of the configuration allows this restore any more.';
  }
}

/** Each of those who agreed is looked up again, and so is whoever broke the glass, by the rule as it is now. */
async function approversStillMay({ directory, request }: Approval, requirement: Requirement): Promise<Step> {
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
  if (isEnough(requirement, votes)) return go;
  return voided(request, 'Those who approved are no longer in the groups that the rule asks for.', {
    requirement,
  });
}

function noLonger(
  request: Approval['request'],
  by: string,
  because: Exclusion,
  requirement: Requirement,
): Step {
  if (!isUnknown(because)) {
    return voided(request, `<@${by}> approved this and may no longer do so.`, { requirement });
  }
  const text =
    because === 'lookup-failed'
      ? 'Slack cannot say at the moment whether the approvers still may approve.'
      : 'Slack does not tell restorebot whether the approvers still may approve. The log has the cause.';
  return { type: 'hold', text };
}

function targetIsTheSame({ request, fingerprint }: Checked): Step {
  return stillTheSame(request, fingerprint);
}

function stillTheSame(request: RequestIn<'approved'>, fingerprint: Fingerprint): Step {
  const changed = differences(votedOn(request.fingerprint, fingerprint), fingerprint);
  if (changed.length === 0) return go;
  return voided(request, 'The target or the backup is no longer what was approved.', {
    differences: changed,
    fingerprint,
  });
}

function nothingIsInTheWay({ preflight, provider, request }: Checked): Step {
  const inTheWay = preflight.findings.filter(({ level }) => level === 'blocker' || level === 'before-start');
  const open = openAttempts(request);
  // No advice to drop it, and no waiting until it is gone: it may be what an earlier attempt restored. Where every
  // submission acts, people have looked at that before they let it be sent again.
  if (inTheWay.length > 0 && open.length > 0 && !acts(provider, request))
    return { type: 'unknown', known: inTheWayOf(open, inTheWay) };
  return inTheWay.length === 0 ? go : { type: 'hold', text: inTheWay.map(({ text }) => text).join(' ') };
}

/**
 * Before every attempt. What matches before a first one means that Redis went back, or a person ran it; before a later
 * one it is an attempt whose answer was lost.
 */
async function vendorHasNone({ deps, provider, request, signal }: Facts): Promise<Step> {
  if (openAttempts(request).length > 0) {
    const seen = await lookBack(deps, provider, request, signal);
    if (seen.type === 'found') return { type: 'adopt', operationId: seen.operationId };
    // Where every submission acts, only people lead to another attempt, and they saw what the vendor shows.
    const goesOn = seen.type === 'none' || (seen.known.candidates.length === 0 && acts(provider, request));
    return goesOn ? go : seen;
  }
  const candidates = await candidatesAt(deps, provider, request, signal);
  if (candidates === 'undecidable' || candidates.length === 0) return go;
  return foundBefore(
    `Before submitting, restorebot looked at the vendor: ${candidates.length === 1 ? 'a restore that looks' : `${candidates.length} restores that look`} exactly like this one started after it was asked. Either somebody started it by hand, or restorebot did and lost the record of it.`,
    candidates,
  );
}

function acts(provider: RestoreProvider, request: RequestIn<'approved'>): boolean {
  return provider.kinds.find(({ id }) => id === request.plan.plan.kind)?.duplicate !== 'refused';
}

async function threadKnowsNone({ deps, stored, provider, request }: Facts): Promise<Step> {
  const lines = await deps.witness.recall(stored);
  if (lines === 'unreachable') {
    if (!acts(provider, request)) return go;
    return {
      type: 'hold',
      text: 'Slack cannot be asked whether this restore was submitted before, and a second one could overwrite newer data.',
    };
  }
  const unrecorded = unrecordedAttempts(request, lines);
  if (unrecorded.length === 0) return go;
  const numbers = unrecorded.map(({ number }) => number).join(', ');
  return foundBefore(
    `This thread says that attempt ${numbers} was submitted, but the record does not know of it: the record was set back.`,
    [],
  );
}

function inTheWayOf(open: readonly Attempt[], findings: readonly Finding[]): Known {
  const codes = findings.map(({ code }) => code).join(', ');
  const lost = answerLost(open);
  const text = `${lost.text} Something at the target is in the way of another attempt (${codes}), and it may be what was restored: look at it before anybody drops or renames it.`;
  return { ...lost, text };
}

function foundBefore(text: string, candidates: readonly string[]): Step {
  return {
    type: 'unknown',
    known: { because: 'found-before-submitting', text, candidates: [...candidates] },
  };
}

function voided(
  request: Approval['request'],
  text: string,
  change: Partial<
    Pick<Extract<Command, { type: 'void-votes' }>, 'because' | 'differences' | 'fingerprint' | 'requirement'>
  >,
): Step {
  const { fingerprint, requirement } = request;
  return {
    type: 'void',
    command: { type: 'void-votes', text, differences: [], fingerprint, requirement, ...change },
  };
}
