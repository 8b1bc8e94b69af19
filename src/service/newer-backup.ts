import { latestInput } from '#core/ask-again.ts';
import { ProviderError } from '#core/provider-error.ts';
import { type PinnedPlan, pinPlan, restoredTo } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { callFailed, type Why } from '#core/why.ts';
import { kindOf, providerOf, type ServiceDeps } from './deps.ts';

/** Whether the vendor has a newer backup than the one that a request restores. It is information, and voids nothing. */
export type NewerBackup =
  /** The same restore, with the newest backup. */
  | { readonly type: 'newer'; readonly plan: PinnedPlan; readonly takenAt: Date }
  | { readonly type: 'none' }
  /** The vendor did not say. */
  | { readonly type: 'not-known'; readonly why: Why };

/** Plans the same restore with the latest backup; a request for a point in time has no newer one. */
export async function newerBackup(
  deps: Pick<ServiceDeps, 'providers'>,
  { plan: { plan } }: Pick<RestoreRequest, 'plan'>,
  signal: AbortSignal,
): Promise<NewerBackup> {
  const provider = providerOf(deps, plan);
  const input = latestInput(plan, kindOf(provider, plan));
  if (input === undefined) return { type: 'none' };
  try {
    const planned = await provider.plan(plan.kind, input, { signal });
    if (planned.type === 'rejected') {
      const text = Object.values(planned.errors).join(' ');
      return { type: 'not-known', why: { code: 'vendor-said', text } };
    }
    const takenAt = restoredTo(planned.plan.point);
    return takenAt > restoredTo(plan.point)
      ? { type: 'newer', plan: pinPlan(planned.plan), takenAt }
      : { type: 'none' };
  } catch (error) {
    if (error instanceof ProviderError) return { type: 'not-known', why: callFailed(error) };
    throw error;
  }
}
