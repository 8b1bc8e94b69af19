import { after, dayMs } from '#core/instant.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { alike, findAmong, type Likeness } from '../kit/find.ts';
import { backupId } from '../kit/form.ts';
import type { Does } from './client.ts';
import type { Restore, RestoreItem } from './schema.ts';
import { restoreObjects, restoreOpts, restoreType } from './wire.ts';

/** More restores than this on one cluster are older than any attempt of ours. */
const knownBefore = 1_000;

/** The restores that the destination had before we acted, and the vendor's clock. */
export const baseline: Does<'baseline'> = async ({ client, now }, plan, options) => {
  const { items, vendorTime = now() } = await client.restores(plan.target, {
    ...options,
    enough: knownBefore,
  });
  return { operationIds: items.map(({ id }) => id), vendorTime };
};

/** Restores on the destination that look exactly like the plan. */
export const find: Does<'find'> = async ({ client, now }, plan, { signal, since, baseline }) => {
  const latest = Math.max(now().getTime(), baseline?.vendorTime.getTime() ?? 0, since.getTime());
  // The vendor wants an end as well; a day on top forgives every clock.
  const range = { from: since, to: after(new Date(latest), dayMs) };
  const { items } = await client.restores(plan.target, { signal, range });
  const compared = items
    .filter(({ created_at }) => created_at >= since)
    .map((restore) => ({
      id: restore.id,
      createdAt: restore.created_at,
      likeness: compareWithPlan(plan, restore),
    }));
  return findAmong(compared, baseline, (ids) => `CockroachDB Cloud does not show what ${ids} restores`);
};

/** Whether a restore at the vendor is what the plan would start. */
function compareWithPlan(plan: RestorePlan, restore: Restore): Likeness {
  if (restore.backup_id !== backupId(plan) || restore.type !== restoreType(plan)) return 'different';
  return alike(compareObjects(restoreObjects(plan), restore.objects), compareOpts(plan, restore));
}

/** As sets: the vendor promises no order. */
function compareObjects(sent: readonly RestoreItem[], shown: readonly RestoreItem[]): Likeness {
  if (sent.length > 0 && shown.length === 0) return 'unclear';
  const schemaLeftOut = shown.some(({ table, schema }) => table !== undefined && schema === undefined);
  const key = ({ database, schema, table }: RestoreItem) =>
    JSON.stringify(schemaLeftOut ? [database, table] : [database, schema, table]);
  const ours = new Set(sent.map(key));
  const theirs = new Set(shown.map(key));
  if (ours.size !== theirs.size || [...ours].some((item) => !theirs.has(item))) return 'different';
  return schemaLeftOut ? 'unclear' : 'same';
}

function compareOpts(plan: RestorePlan, { restore_opts: shown, objects }: Restore): Likeness {
  const sent = restoreOpts(plan);
  const keys = Object.keys(sent);
  if (shown === null || shown === undefined) return keys.length === 0 ? 'same' : 'unclear';
  if (keys.some((key) => shown[key] !== sent[key])) return 'different';
  // A default may be written out; what we never sent otherwise makes it another restore.
  const defaults: readonly unknown[] = [
    undefined,
    null,
    '',
    false,
    ...objects.map(({ database }) => database),
  ];
  const more = Object.entries(shown).filter(([key, value]) => !(key in sent) && !defaults.includes(value));
  return more.length > 0 ? 'different' : 'same';
}
