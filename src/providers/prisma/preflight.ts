import type { CallOptions } from '#core/provider.ts';
import { present } from '../kit/findings.ts';
import { backupId } from '../kit/form.ts';
import { unless } from '../kit/reads.ts';
import type { Does, PrismaClient } from './client.ts';
import { sameDatabase } from './databases.ts';
import { backupFinding, distanceFinding, planFinding, safetyFinding, targetFinding } from './findings.ts';
import { impactOf } from './impact.ts';
import type { Subscription } from './schema.ts';

export const preflight: Does<'preflight'> = async ({ client }, plan, options) => {
  const isItself = sameDatabase(plan.source.id, plan.target.id);
  const [{ body: target }, source, backups, targetBackups, subscription] = await Promise.all([
    client.database(plan.target, options),
    isItself ? undefined : client.database(plan.source, options),
    client.backups(plan.source, options),
    // An external database has no backups at Prisma: the vendor says 422.
    isItself ? undefined : unless(['invalid'], client.backups(plan.target, options), undefined),
    readSubscription(client, options),
  ]);
  const findings = present(
    targetFinding(target),
    backupFinding(plan, backups),
    source === undefined ? undefined : distanceFinding(source.body, target),
    planFinding(subscription),
    safetyFinding(plan, target, isItself ? backups : targetBackups),
  );
  const sizeBytes = backups.backups.find(({ id }) => id === backupId(plan))?.size;
  return { findings, impact: impactOf(plan, target), sizeBytes };
};

async function readSubscription(
  client: PrismaClient,
  options: CallOptions,
): Promise<Subscription | 'hidden'> {
  const { workspace } = await client.me(options);
  if (workspace === null) return 'hidden';
  return unless(['forbidden', 'not-found'], client.subscription(workspace, options), 'hidden');
}
