import type { RestorePlan } from '#core/restore-plan.ts';
import { alike, type Likeness } from '../kit/find.ts';
import { restoreOpts } from './options.ts';
import type { Restore, RestoreItem } from './schema.ts';
import { backupId, restoreObjects, restoreType } from './wire.ts';

/** Whether a restore at the vendor is what the plan would start. */
export function compareWithPlan(plan: RestorePlan, restore: Restore): Likeness {
  if (restore.backup_id !== backupId(plan) || restore.type !== restoreType(plan)) return 'different';
  return alike(compareObjects(restoreObjects(plan), restore.objects ?? []), compareOpts(plan, restore));
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
    ...(objects ?? []).map(({ database }) => database),
  ];
  const more = Object.entries(shown).filter(([key, value]) => !(key in sent) && !defaults.includes(value));
  return more.length > 0 ? 'different' : 'same';
}
