import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { utc } from '../kit/words.ts';
import { usable } from './backups.ts';
import type { BackupList, Database, Subscription } from './schema.ts';
import { backupId } from './wire.ts';

/** The vendor restores onto a target that is ready, and refuses one that is provisioning or recovering. */
export function targetFinding({ name, status }: Database): Finding {
  switch (status) {
    case 'ready':
      return { level: 'ok', code: 'target-ready', text: `“${name}” is ready.` };
    case 'recovering':
    case 'provisioning': {
      const doing = status === 'recovering' ? 'being restored by somebody else' : 'still being provisioned';
      const text = `“${name}” is ${doing}: this restore starts automatically once it is ready.`;
      return { level: 'before-start', code: `target-${status}`, text };
    }
    case 'failure': {
      const text = `“${name}” is in the state “failure”: nobody documents whether Prisma Postgres restores it like that. It may refuse.`;
      return { level: 'warning', code: 'target-failure', text };
    }
    default: {
      const text = `“${name}” is ${status.slice(0, 30)}, a state that restorebot does not know: look at it in the Prisma Console first.`;
      return { level: 'blocker', code: 'target-state-unknown', text };
    }
  }
}

export function backupFinding(plan: RestorePlan, { backups, cutOff }: BackupList): Finding {
  const backup = backups.find(({ id }) => id === backupId(plan));
  const source = `“${plan.source.name}”`;
  if (backup === undefined) {
    const text = cutOff
      ? `The backup is not among the ${backups.length} that Prisma Postgres shows of ${source}: choose another one.`
      : `The backup is no longer in the list of ${source}: choose another one.`;
    return { level: 'blocker', code: 'backup-gone', text };
  }
  switch (backup.status) {
    case 'completed': {
      const text = `The backup of ${utc(backup.createdAt)} is completed.`;
      return { level: 'ok', code: 'backup-completed', text };
    }
    case 'running': {
      const text = 'The backup is still running: the restore starts automatically once it is completed.';
      return { level: 'before-start', code: 'backup-running', text };
    }
    default: {
      const text = `The backup is ${backup.status.slice(0, 30)} by now and cannot be restored: choose another one.`;
      return { level: 'blocker', code: 'backup-not-usable', text };
    }
  }
}

/** How much could be brought back if this turned out to be wrong; the bot cannot take a backup first. */
export function safetyFinding({ name }: Database, list: BackupList | undefined): Finding {
  const newest = list === undefined ? undefined : usable(list)[0];
  const text =
    newest === undefined
      ? `“${name}” has no completed backup: what it holds now cannot be brought back afterwards.`
      : `The newest backup of “${name}” is from ${utc(newest.createdAt)}: what was written since cannot be brought back afterwards.`;
  return {
    level: 'warning',
    code: newest === undefined ? 'target-without-backup' : 'target-last-backup',
    text,
  };
}

/** From one project or region into another: documented nowhere, so the vendor's answer decides. */
export function distanceFindings(source: Database, target: Database): readonly Finding[] {
  const apart = [
    ...(source.project.id === target.project.id ? [] : ['project']),
    ...((source.region?.id ?? '') === (target.region?.id ?? '') ? [] : ['region']),
  ];
  if (apart.length === 0) return [];
  const text = `“${source.name}” and “${target.name}” are not in the same ${apart.join(' and ')}: nobody documents whether Prisma Postgres restores from one to the other. It may refuse.`;
  return [{ level: 'warning', code: 'source-elsewhere', text }];
}

/** `hidden`: this token may not read it. */
export function planFinding(subscription: Subscription | 'hidden'): Finding {
  if (subscription === 'hidden') {
    const text =
      'The token may not read the plan of its workspace: a workspace over its limits would be refused.';
    return { level: 'warning', code: 'plan-not-shown', text };
  }
  const { planName, usageBlocked } = subscription;
  return usageBlocked
    ? {
        level: 'before-start',
        code: 'plan-limit',
        text: `The workspace is over the limits of its plan (${planName.slice(0, 40)}): choose a larger one in the Prisma Console, and the restore starts automatically.`,
      }
    : {
        level: 'ok',
        code: 'plan-fits',
        text: `The workspace is within its plan (${planName.slice(0, 40)}).`,
      };
}
