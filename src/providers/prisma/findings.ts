import { beforeStart, blocker, type Finding, ok, warning } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { backupGone } from '../kit/findings.ts';
import { backupId } from '../kit/form.ts';
import { utc } from '../kit/words.ts';
import { usable } from './databases.ts';
import type { BackupList, Database, Subscription } from './schema.ts';

/** The vendor restores onto a target that is ready, and refuses one that is provisioning or recovering. */
export function targetFinding({ name, status }: Database): Finding {
  switch (status) {
    case 'ready':
      return ok('target-ready', `“${name}” is ready.`);
    case 'recovering':
    case 'provisioning': {
      const doing = status === 'recovering' ? 'being restored by somebody else' : 'still being provisioned';
      const text = `“${name}” is ${doing}: this restore starts automatically once it is ready.`;
      return beforeStart(`target-${status}`, text);
    }
    case 'failure': {
      const text = `“${name}” is in the state “failure”: nobody documents whether Prisma Postgres restores it like that. It may refuse.`;
      return warning('target-failure', text);
    }
    default: {
      const text = `“${name}” is ${status.slice(0, 30)}, a state that restorebot does not know: look at it in the Prisma Console first.`;
      return blocker('target-state-unknown', text);
    }
  }
}

export function backupFinding(plan: RestorePlan, { backups, cutOff }: BackupList): Finding {
  const backup = backups.find(({ id }) => id === backupId(plan));
  if (backup === undefined) {
    if (!cutOff) return backupGone(plan.source.name);
    const text = `The backup is not among the ${backups.length} that Prisma Postgres shows of “${plan.source.name}”: choose another one.`;
    return blocker('backup-gone', text);
  }
  switch (backup.status) {
    case 'completed':
      return ok('backup-completed', `The backup of ${utc(backup.createdAt)} is completed.`);
    case 'running': {
      const text = 'The backup is still running: the restore starts automatically once it is completed.';
      return beforeStart('backup-running', text);
    }
    default: {
      const text = `The backup is ${backup.status.slice(0, 30)} by now and cannot be restored: choose another one.`;
      return blocker('backup-not-usable', text);
    }
  }
}

/**
 * How much could be brought back if this turned out to be wrong; the bot cannot take a backup first. Nothing where the
 * newest backup is the one that is restored: what it does not hold is what the plan says is lost.
 */
export function safetyFinding(
  plan: RestorePlan,
  { name }: Database,
  list: BackupList | undefined,
): Finding | undefined {
  const newest = list === undefined ? undefined : usable(list)[0];
  if (newest === undefined) {
    const text = `“${name}” has no completed backup, so nothing that it holds now can be brought back.`;
    return warning('target-without-backup', text);
  }
  if (newest.id === backupId(plan)) return undefined;
  const text = `The newest backup of “${name}” is from ${utc(newest.createdAt)}. Nothing written since can be brought back.`;
  return warning('target-last-backup', text);
}

/** From one project or region into another: documented nowhere, so the vendor's answer decides. */
export function distanceFinding(source: Database, target: Database): Finding | undefined {
  const apart = [
    ...(source.project.id === target.project.id ? [] : ['project']),
    ...(source.region?.id === target.region?.id ? [] : ['region']),
  ];
  if (apart.length === 0) return undefined;
  const text = `“${source.name}” and “${target.name}” are not in the same ${apart.join(' and ')}: nobody documents whether Prisma Postgres restores from one to the other. It may refuse.`;
  return warning('source-elsewhere', text);
}

/** `hidden`: this token may not read it. */
export function planFinding(subscription: Subscription | 'hidden'): Finding {
  if (subscription === 'hidden') {
    const text =
      'The token may not read the plan of its workspace: a workspace over its limits would be refused.';
    return warning('plan-not-shown', text);
  }
  const plan = subscription.planName.slice(0, 40);
  if (!subscription.usageBlocked) return ok('plan-fits', `The workspace is within its plan (${plan}).`);
  const text = `The workspace is over the limits of its plan (${plan}): choose a larger one in the Prisma Console, and the restore starts automatically.`;
  return beforeStart('plan-limit', text);
}
