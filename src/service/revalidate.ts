import { sameDemands } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import { differences } from '#core/impact.ts';
import { after } from '#core/instant.ts';
import { requirementOf, ruleFor } from '#core/policy.ts';
import type { StoredRequest } from '#core/ports.ts';
import { explain, ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { Known, RequestIn } from '#core/restore-request.ts';
import { lookBackMs } from '#core/submission.ts';
import type { ServiceDeps } from './deps.ts';
import { entitlementOf } from './entitlement.ts';

/** Whether an approved request may be submitted now. */
export type Verdict =
  | { readonly type: 'go' }
  | { readonly type: 'hold'; readonly text: string }
  | { readonly type: 'void'; readonly command: Extract<Command, { type: 'void-votes' }> }
  | { readonly type: 'unknown'; readonly known: Known };

type Step = (facts: Facts) => Promise<Verdict>;

interface Facts {
  readonly deps: ServiceDeps;
  readonly provider: RestoreProvider;
  readonly stored: StoredRequest;
  readonly request: RequestIn<'approved'>;
  readonly signal: AbortSignal;
}

const go: Verdict = { type: 'go' };

/**
 * Everything that must still be true before the intent is written. A lookup that fails neither passes nor voids: it
 * holds.
 */
export async function revalidate(facts: Facts): Promise<Verdict> {
  // Looking back comes first: a restore of ours that the record forgot would otherwise be "in the way" of itself.
  const steps: readonly Step[] = [
    vendorHasNone,
    threadKnowsNone,
    ruleStillDemandsTheSame,
    approversStillMay,
    targetIsTheSame,
    nothingIsInTheWay,
  ];
  try {
    for (const step of steps) {
      const verdict = await step(facts);
      if (verdict.type !== 'go') return verdict;
    }
    return go;
  } catch (error) {
    if (error instanceof ProviderError) return { type: 'hold', text: explain(error) };
    throw error;
  }
}

async function ruleStillDemandsTheSame({ deps, request }: Facts): Promise<Verdict> {
  const { connection, kind } = request.plan.plan;
  const rule = ruleFor(deps.rules, { connection, kind, impact: request.impact.type });
  if (rule === undefined)
    return { type: 'hold', text: 'No rule of the configuration allows this restore any more.' };
  const requirement = requirementOf(rule);
  if (sameDemands(request.requirement, requirement)) return go;
  return voided(request, 'The rule for this restore has changed.', {
    differences: [
      { label: 'Approvals needed', before: `${request.requirement.quorum}`, after: `${requirement.quorum}` },
      { label: 'Rule', before: request.requirement.rule, after: requirement.rule },
    ],
    requirement,
  });
}

async function approversStillMay({ deps, request }: Facts): Promise<Verdict> {
  for (const { by } of request.state.votes) {
    const entitlement = await entitlementOf(deps.directory, by, request.requirement.approvers);
    if (entitlement.type === 'entitled') continue;
    if (entitlement.because === 'lookup-failed') {
      return {
        type: 'hold',
        text: 'Slack cannot say at the moment whether the approvers still may approve.',
      };
    }
    return voided(request, `<@${by}> approved this and may no longer do so.`, {});
  }
  return go;
}

async function targetIsTheSame({ provider, request, signal }: Facts): Promise<Verdict> {
  const fingerprint = await provider.observe(request.plan.plan, { signal });
  const changed = differences(request.fingerprint, fingerprint);
  if (changed.length === 0) return go;
  return voided(request, 'The target or the backup is no longer what was approved.', {
    differences: changed,
    fingerprint,
  });
}

async function nothingIsInTheWay({ provider, request, signal }: Facts): Promise<Verdict> {
  const { findings } = await provider.preflight(request.plan.plan, { signal });
  const inTheWay = findings.filter(({ level }) => level === 'blocker' || level === 'before-start');
  return inTheWay.length === 0 ? go : { type: 'hold', text: inTheWay.map(({ text }) => text).join(' ') };
}

/** Before a first attempt: a matching operation that nobody recorded means that Redis went back, or a person ran it. */
async function vendorHasNone({ deps, provider, request, signal }: Facts): Promise<Verdict> {
  if (request.attempts.length > 0) return go;
  const found = await provider.find(request.plan.plan, {
    since: after(request.askedAt, -lookBackMs),
    signal,
  });
  if (found.type === 'undecidable') return go;
  const ids = found.operations.map(({ operationId }) => operationId);
  const owners = await deps.store.operationOwners(provider.name, ids);
  const candidates = ids.filter((id) => (owners[id] ?? request.id) === request.id);
  if (candidates.length === 0) return go;
  return foundBefore(
    `Before submitting, restorebot looked at the vendor: ${candidates.length === 1 ? 'a restore that looks' : `${candidates.length} restores that look`} exactly like this one started after it was asked. Either somebody started it by hand, or restorebot did and lost the record of it.`,
    candidates,
  );
}

async function threadKnowsNone({ deps, stored, provider, request }: Facts): Promise<Verdict> {
  const lines = await deps.witness.recall(stored);
  if (lines === 'unreachable') {
    const kind = provider.kinds.find(({ id }) => id === request.plan.plan.kind);
    if (kind?.duplicate !== 'overwrites') return go;
    return {
      type: 'hold',
      text: 'Slack cannot be asked whether this restore was submitted before, and a second one could overwrite newer data.',
    };
  }
  const tokens = new Set(request.attempts.map(({ token }) => token));
  const unrecorded = lines.filter(({ token }) => !tokens.has(token));
  if (unrecorded.length === 0) return go;
  const numbers = unrecorded.map(({ number }) => number).join(', ');
  return foundBefore(
    `This thread says that attempt ${numbers} was submitted, but the record does not know of it: the record was set back.`,
    [],
  );
}

function foundBefore(text: string, candidates: readonly string[]): Verdict {
  return {
    type: 'unknown',
    known: { because: 'found-before-submitting', text, candidates: [...candidates] },
  };
}

function voided(
  request: RequestIn<'approved'>,
  text: string,
  change: Partial<
    Pick<Extract<Command, { type: 'void-votes' }>, 'differences' | 'fingerprint' | 'requirement'>
  >,
): Verdict {
  const { fingerprint, requirement } = request;
  return {
    type: 'void',
    command: { type: 'void-votes', text, differences: [], fingerprint, requirement, ...change },
  };
}
