import { after } from '#core/instant.ts';
import type { CallOptions } from '#core/provider.ts';
import { restoredTo, type RestorePlan } from '#core/restore-plan.ts';
import type { CockroachClient } from './client.ts';
import type { Backup } from './schema.ts';
import { backupId } from './wire.ts';

/**
 * The plan's backup, if the vendor still lists it. The list can be cut to a time but not to an id; the plan's time
 * lost its nanoseconds, hence a second on each side.
 */
export async function findBackup(
  client: CockroachClient,
  plan: RestorePlan,
  options: CallOptions,
): Promise<Backup | undefined> {
  const at = restoredTo(plan.point);
  const range = { from: after(at, -1_000), to: after(at, 1_000) };
  const backups = await client.backups(plan.source, { ...options, range });
  return backups.find(({ id }) => id === backupId(plan));
}
