import type { Found } from '#core/asked.ts';
import type { Finding } from '#core/finding.ts';
import type { Fingerprint } from '#core/fingerprint.ts';
import { type RestoreProvider, restoreRunning } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';

const label = 'Another restore of the target';

/** What the vendor shows of a plan, for the requester and the approvers. Throws `ProviderError`. */
export async function foundAt(
  provider: RestoreProvider,
  plan: RestorePlan,
  signal: AbortSignal,
): Promise<Found> {
  const [{ impact, findings, tags, sourceTags, sizeBytes }, fingerprint] = await Promise.all([
    provider.preflight(plan, { signal }),
    provider.observe(plan, { signal }),
  ]);
  return {
    impact,
    findings: [...findings],
    fingerprint: observed(fingerprint, findings),
    tags,
    sourceTags,
    sizeBytes,
  };
}

/** What is voted on: what the vendor shows of target and backup, and whether another restore runs over the target. */
export function observed(fingerprint: Fingerprint, findings: readonly Finding[]): Fingerprint {
  const isRunning = findings.some(({ code }) => code === restoreRunning);
  return isRunning ? { ...fingerprint, [label]: 'running' } : fingerprint;
}

/**
 * What was voted on, to be compared with what is there now: one that was seen when they voted, and is over, is what
 * they waited for; one that began since is news.
 */
export function votedOn(before: Fingerprint, now: Fingerprint): Fingerprint {
  if (now[label] !== undefined) return before;
  const { [label]: _, ...rest } = before;
  return rest;
}
