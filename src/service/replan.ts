import type { Replanned } from '#core/commands.ts';
import type { StoredRequest } from '#core/ports.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { judgeFor, subjectOf, whyNotAsk } from './judgement.ts';
import { newerBackup } from './newer-backup.ts';
import { foundAt } from './observed.ts';
import type { ServiceRefusal } from './outcome.ts';

/**
 * The same restore of the newest backup, checked and judged as if it were asked now; `by`: who wants it. Throws
 * `ProviderError`.
 */
export async function newestPlan(
  deps: ServiceDeps,
  { request, now }: StoredRequest,
  by: string,
  signal: AbortSignal,
): Promise<Replanned | ServiceRefusal> {
  const newer = await newerBackup(deps, request, signal);
  if (newer.type === 'none') return { code: 'no-newer-backup' };
  if (newer.type === 'not-known') return { code: 'vendor-error', why: newer.why };
  const { plan } = newer.plan;
  const found = await foundAt(providerOf(deps, plan), plan, signal);
  const blockers = found.findings.filter(({ level }) => level === 'blocker');
  if (blockers.length > 0) return { code: 'blocked', findings: blockers };
  const judged = await judgeFor(
    deps,
    { requester: request.requester, plannedBy: by },
    subjectOf(plan, found, request.channel, now),
  );
  if (judged.type === 'refused') return judged.refusal;
  const refusal = await whyNotAsk(deps, request.requester, request.channel, judged);
  if (refusal !== undefined) return refusal;
  return { planJson: newer.plan.json, ...found, requirement: judged.requirement };
}
