import { defined } from '#core/defined.ts';
import { ProviderError, type ProviderErrorKind } from '#core/provider-error.ts';
import type { CallOptions, Preflight } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { PrismaClient } from './client.ts';
import { backupFinding, distanceFindings, planFinding, safetyFinding, targetFinding } from './findings.ts';
import { sameDatabase } from './ids.ts';
import { impactOf } from './impact.ts';
import type { Subscription } from './schema.ts';
import { backupId } from './wire.ts';

/** Everything the vendor shows beforehand. It still decides itself. */
export async function checkPlan(
  client: PrismaClient,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Preflight> {
  const onto = sameDatabase(plan.source.id, plan.target.id) ? 'itself' : 'another';
  const [target, source, backups, targetBackups, subscription] = await Promise.all([
    client.database(plan.target, 'act', options),
    onto === 'itself' ? undefined : client.database(plan.source, 'act', options),
    client.backups(plan.source, options),
    // An external database has no backups at Prisma: the vendor says 422.
    onto === 'itself' ? undefined : without(['invalid'], client.backups(plan.target, options), undefined),
    readSubscription(client, options),
  ]);
  const findings = [
    targetFinding(target.body),
    backupFinding(plan, backups),
    ...(source === undefined ? [] : distanceFindings(source.body, target.body)),
    planFinding(subscription),
    safetyFinding(target.body, onto === 'itself' ? backups : targetBackups),
  ];
  const size = backups.backups.find(({ id }) => id === backupId(plan))?.size;
  return { findings, impact: impactOf(plan, target.body), ...defined({ sizeBytes: size }) };
}

async function readSubscription(
  client: PrismaClient,
  options: CallOptions,
): Promise<Subscription | 'hidden'> {
  const { workspace } = await client.me(options);
  if (workspace === null) return 'hidden';
  return without(['forbidden', 'not-found'], client.subscription(workspace, options), 'hidden');
}

/** A refusal of one of these kinds is an answer, too; every other failure stays an error. */
async function without<T, U>(
  kinds: readonly ProviderErrorKind[],
  looking: Promise<T>,
  instead: U,
): Promise<T | U> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof ProviderError && kinds.includes(error.kind)) return instead;
    throw error;
  }
}
