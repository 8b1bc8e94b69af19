import type { FindResult } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Does } from './client.ts';
import { bareId, operationIdOf, showsPlan } from './databases.ts';
import type { BackupSource, Database } from './schema.ts';

/** What the target was like before we act: its status, and the restore that its data came from. */
export const baseline: Does<'baseline'> = async ({ client, now }, plan, options) => {
  const { body, vendorTime = now() } = await client.database(plan.target, options);
  const operationIds = body.source === undefined ? [] : [sourceKey(body.source)];
  return { operationIds, status: body.status, vendorTime };
};

/**
 * The vendor lists no restores: only the target's own status and source tell. With a baseline of this attempt, one
 * that began to recover since is ours (the target is locked, and was idle right before), unless it shows another
 * backup; once it is ready again only a source that became ours tells. All else is undecidable.
 */
export const find: Does<'find'> = async ({ client }, plan, { signal, baseline }) => {
  const { body: target } = await client.database(plan.target, { signal });
  if (baseline === undefined) return undecidable(plan, target, plan.target.id);
  const { source } = target;
  const { vendorTime: createdAt } = baseline;
  const news = source !== undefined && !baseline.operationIds.includes(sourceKey(source));
  const idleBefore = baseline.status === 'ready' || baseline.status === 'failure';
  const ours = news ? showsPlan(target, plan) : idleBefore && target.status === 'recovering';
  if (!ours) return undecidable(plan, target, operationIdOf(plan.target, createdAt));
  const operationId = operationIdOf(plan.target, createdAt, target.status);
  return { type: 'matches', operations: [{ operationId, createdAt }] };
};

/** With what a person can do: the id under which it can be followed. */
function undecidable(plan: RestorePlan, target: Database, id: string): FindResult {
  const source = target.source === undefined ? '' : `, its data from backup ${target.source.backupId}`;
  return {
    type: 'undecidable',
    reason: `Prisma Postgres lists no restores, and “${plan.target.name}” is ${target.status.slice(0, 30)}${source}. If the Prisma Console shows that this restore began, choose Follow it… and type ${id} there.`,
  };
}

function sourceKey({ databaseId, backupId }: BackupSource): string {
  return `${bareId(databaseId)}/${backupId}`;
}
