import { explain, ProviderError } from '#core/provider-error.ts';
import type { ByPerson } from './api.ts';
import { change } from './change.ts';
import { providerOf, type ServiceDeps } from './deps.ts';
import { deciderEntitlement } from './entitlement.ts';
import { judgeFor, subjectOf, whyNotAsk } from './judgement.ts';
import { newerBackup } from './newer-backup.ts';
import { observed } from './observed.ts';
import { type Outcome, refused } from './outcome.ts';
import { loadRequest } from './trusted.ts';

/**
 * Restores the newest backup instead: the same request with a new plan, checked and judged as if it were asked now.
 * Whoever agreed has agreed to the old one, so the vote begins anew.
 */
export async function useNewerBackup(
  deps: ServiceDeps,
  who: ByPerson,
  signal: AbortSignal,
): Promise<Outcome> {
  const { requestId, commandId, by } = who;
  const loaded = await loadRequest(deps, requestId);
  if (loaded.type === 'refused') return loaded;
  const { stored } = loaded;
  const { request, now } = stored;
  const newer = await newerBackup(deps, request, signal);
  if (newer.type === 'none') return refused({ code: 'no-newer-backup' });
  if (newer.type === 'not-known') return refused({ code: 'vendor-error', text: newer.text });
  const { plan } = newer.plan;
  const provider = providerOf(deps, plan);
  try {
    const [preflight, fingerprint] = await Promise.all([
      provider.preflight(plan, { signal }),
      provider.observe(plan, { signal }),
    ]);
    const { impact, tags, sourceTags } = preflight;
    const findings = [...preflight.findings];
    const blockers = findings.filter(({ level }) => level === 'blocker');
    if (blockers.length > 0) return refused({ code: 'blocked', findings: blockers });
    const judged = await judgeFor(
      deps,
      { requester: request.requester, plannedBy: by },
      subjectOf(plan, preflight, request.channel, now),
    );
    if (judged.type === 'refused') return judged;
    const refusal = await whyNotAsk(deps, request.requester, request.channel, judged);
    if (refusal !== undefined) return refused(refusal);
    return await change(deps, requestId, commandId, {
      type: 'replan',
      by,
      entitlement: await deciderEntitlement(deps.directory, by, request),
      planJson: newer.plan.json,
      impact,
      findings,
      fingerprint: observed(fingerprint, findings),
      requirement: judged.requirement,
      ...(tags === undefined ? {} : { tags }),
      ...(sourceTags === undefined ? {} : { sourceTags }),
    });
  } catch (error) {
    if (error instanceof ProviderError) return refused({ code: 'vendor-error', text: explain(error) });
    throw error;
  }
}
