import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { compareMajor, type Cluster } from './cluster.ts';
import { refuseSource, refuseTarget } from './fit.ts';
import type { Snapshot } from './snapshot.ts';

interface Facts {
  readonly plan: RestorePlan;
  readonly source: Cluster;
  readonly target: Cluster;
  /** Absent for a point in time. */
  readonly snapshot: Snapshot | undefined;
}

/** What the clusters themselves say about a restore into one of them. */
export function targetFindings(facts: Facts): readonly Finding[] {
  const { plan, source, target } = facts;
  const refusals = [
    refuseSource(plan.kind, source, plan.source.name),
    refuseTarget(source, target, plan.target.name),
  ];
  return [
    ...refusals.flatMap((text) =>
      text === undefined ? [] : [{ level: 'blocker', code: 'clusters-do-not-fit', text } as const],
    ),
    ...stateFindings(facts),
    ...shardFindings(facts),
    versionFinding(facts),
    ...encryptionFindings(facts),
    ...sizeFindings(facts),
  ];
}

function stateFindings({ plan, target }: Facts): readonly Finding[] {
  const name = `“${plan.target.name}”`;
  const guarded: readonly Finding[] = target.isProtected
    ? [
        {
          level: 'warning',
          code: 'target-protected',
          text: `${name} is protected against being deleted, which does not protect its data from a restore: make sure that this is the right cluster.`,
        },
      ]
    : [];
  if (target.paused) {
    const text = `${name} is paused: resume it, and the restore starts automatically.`;
    return [...guarded, { level: 'before-start', code: 'target-paused', text }];
  }
  return [...guarded, stateFinding(name, target.state)];
}

function stateFinding(name: string, state: string): Finding {
  switch (state) {
    case 'IDLE':
      return { level: 'ok', code: 'target-ready', text: `${name} is up.` };
    case 'CREATING':
    case 'UPDATING':
    case 'REPAIRING':
      return {
        level: 'before-start',
        code: 'target-busy',
        text: `${name} is busy (${state}): the restore starts automatically once that is over.`,
      };
    case 'DELETING':
    case 'DELETED':
      return {
        level: 'blocker',
        code: 'target-unusable',
        text: `${name} is being deleted: choose another target.`,
      };
    default:
      return {
        level: 'warning',
        code: 'target-state-unknown',
        text: `${name} is ${state}, a word that restorebot does not know: look at it in Atlas first.`,
      };
  }
}

function shardFindings({ plan, source, target, snapshot }: Facts): readonly Finding[] {
  if (source.shards === 0 || target.shards === 0) return [];
  if (source.shards !== target.shards) {
    const text = `“${plan.source.name}” has ${source.shards} shards and “${plan.target.name}” has ${target.shards}: they must have as many.`;
    return [{ level: 'blocker', code: 'shards-differ', text }];
  }
  const from = snapshot?.configServer ?? source.configServer;
  if (from === undefined || target.configServer === undefined || from === target.configServer) return [];
  const text = `The config servers differ (${from} and ${target.configServer}): choose another target.`;
  return [{ level: 'blocker', code: 'config-servers-differ', text }];
}

function versionFinding({ plan, source, target, snapshot }: Facts): Finding {
  const from = snapshot?.majorVersion ?? source.majorVersion;
  const order = compareMajor(target.majorVersion, from);
  const words = `“${plan.target.name}” runs ${target.majorVersion ?? 'an unknown version'}, the data is of ${from ?? 'an unknown version'}`;
  if (order === undefined) {
    return {
      level: 'warning',
      code: 'version-unknown',
      text: `${words}: nobody can tell whether they fit.`,
    };
  }
  if (order < 0) {
    return {
      level: 'blocker',
      code: 'version-older',
      text: `${words}: choose a target of the same version, or upgrade it.`,
    };
  }
  if (order === 0) return { level: 'ok', code: 'version-fits', text: `${words}.` };
  return source.family === 'dedicated'
    ? {
        level: 'warning',
        code: 'version-newer',
        text: `${words}: Atlas does not document how much newer a target may be.`,
      }
    : {
        level: 'blocker',
        code: 'version-newer',
        text: `${words}: a Flex snapshot goes to the same major version only.`,
      };
}

function encryptionFindings(facts: Facts): readonly Finding[] {
  const text = refuseEncryption(facts);
  return text === undefined ? [] : [{ level: 'blocker', code: 'encryption-differs', text }];
}

/** Both with a customer's key of the same provider, or neither. */
function refuseEncryption({ plan, source, target, snapshot }: Facts): string | undefined {
  const name = `“${plan.target.name}”`;
  const encrypted = snapshot?.encrypted ?? source.encryption !== 'NONE';
  if (encrypted && target.encryption === 'NONE') {
    return `The data is encrypted with your own key and ${name} is not: choose another target.`;
  }
  if (!encrypted && target.encryption !== 'NONE') {
    return `${name} is encrypted with your own key and the data is not: choose another target.`;
  }
  if (encrypted && source.encryption !== 'NONE' && source.encryption !== target.encryption) {
    return `The key of the data is at ${source.encryption}, that of ${name} at ${target.encryption}: choose another target.`;
  }
  return undefined;
}

/** Only advice at the vendor's: no hard rule is documented. */
function sizeFindings({ plan, target, snapshot }: Facts): readonly Finding[] {
  const gb = (snapshot?.bytes ?? 0) / 1_000_000_000;
  const room = target.diskGb === undefined ? undefined : target.diskGb * Math.max(1, target.shards);
  if (room === undefined || gb <= room) return [];
  const text = `The snapshot has ${gb.toFixed(1)} GB and “${plan.target.name}” a disk of ${room} GB: give it a larger one first.`;
  return [{ level: 'warning', code: 'disk-small', text }];
}
