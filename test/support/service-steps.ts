import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from './act-as.ts';
import type { ServiceHarness } from './service-harness.ts';

/** One step of the work on a request: when the next one is due, and the state that it left. */
export async function step(harness: ServiceHarness, id: string) {
  const { next } = await harness.service.advance(id, AbortSignal.timeout(5_000));
  return { next, state: (await harness.load(id)).request.state };
}

/** The state that one step leaves. */
export async function stateAfterStep(harness: ServiceHarness, id: string) {
  return (await step(harness, id)).state;
}

/** As Ada, who agrees to what the request is now, and types the name of its target. */
export function approve(harness: ServiceHarness, request: Awaited<ReturnType<ServiceHarness['asked']>>) {
  return actAs(harness.service, 'approve', {
    requestId: request.id,
    by: 'U0ADA',
    commandId: 'approve',
    agreement: currentAgreement(request),
    typed: request.plan.plan.target.name,
  });
}

/** The rule that decides in the tests of the service, to be changed. */
export function firstRule({ rules: [rule] }: ServiceHarness) {
  if (rule === undefined) throw new Error('there is no rule');
  return rule;
}
