import type { Finding } from '#core/finding.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { beforeStart, blocker, ok, present, warning } from '../kit/findings.ts';
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
  return present(
    ...refusals.map((text) => (text === undefined ? undefined : blocker('clusters-do-not-fit', text))),
    protectionFinding(facts),
    stateFinding(facts),
    shardFinding(facts),
    versionFinding(facts),
    encryptionFinding(facts),
    sizeFinding(facts),
  );
}

function protectionFinding({ plan, target }: Facts): Finding | undefined {
  if (!target.isProtected) return undefined;
  const text = `“${plan.target.name}” is protected against being deleted, which does not protect its data from a restore: make sure that this is the right cluster.`;
  return warning('target-protected', text);
}

function stateFinding({ plan, target: { paused, state } }: Facts): Finding {
  const name = `“${plan.target.name}”`;
  if (paused) {
    const text = `${name} is paused: resume it, and the restore starts automatically.`;
    return beforeStart('target-paused', text);
  }
  switch (state) {
    case 'IDLE':
      return ok('target-ready', `${name} is up.`);
    case 'CREATING':
    case 'UPDATING':
    case 'REPAIRING': {
      const text = `${name} is busy (${state}): the restore starts automatically once that is over.`;
      return beforeStart('target-busy', text);
    }
    case 'DELETING':
    case 'DELETED':
      return blocker('target-unusable', `${name} is being deleted: choose another target.`);
    default: {
      const text = `${name} is ${state}, a word that restorebot does not know: look at it in Atlas first.`;
      return warning('target-state-unknown', text);
    }
  }
}

function shardFinding({ plan, source, target, snapshot }: Facts): Finding | undefined {
  if (source.shards === 0 || target.shards === 0) return undefined;
  if (source.shards !== target.shards) {
    const text = `“${plan.source.name}” has ${source.shards} shards and “${plan.target.name}” has ${target.shards}: they must have as many.`;
    return blocker('shards-differ', text);
  }
  const from = snapshot?.configServer ?? source.configServer;
  if (from === undefined || target.configServer === undefined || from === target.configServer) {
    return undefined;
  }
  const text = `The config servers differ (${from} and ${target.configServer}): choose another target.`;
  return blocker('config-servers-differ', text);
}

function versionFinding({ plan, source, target, snapshot }: Facts): Finding {
  const from = snapshot?.majorVersion ?? source.majorVersion;
  const order = compareMajor(target.majorVersion, from);
  const words = `“${plan.target.name}” runs ${target.majorVersion ?? 'an unknown version'}, the data is of ${from ?? 'an unknown version'}`;
  if (order === undefined) return warning('version-unknown', `${words}: nobody can tell whether they fit.`);
  if (order === 0) return ok('version-fits', `${words}.`);
  if (order < 0) {
    const text = `${words}: choose a target of the same version, or upgrade it.`;
    return blocker('version-older', text);
  }
  if (source.family === 'dedicated') {
    const text = `${words}: Atlas does not document how much newer a target may be.`;
    return warning('version-newer', text);
  }
  return blocker('version-newer', `${words}: a Flex snapshot goes to the same major version only.`);
}

function encryptionFinding(facts: Facts): Finding | undefined {
  const text = refuseEncryption(facts);
  return text === undefined ? undefined : blocker('encryption-differs', text);
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
function sizeFinding({ plan, target, snapshot }: Facts): Finding | undefined {
  const gb = (snapshot?.bytes ?? 0) / 1_000_000_000;
  const room = target.diskGb === undefined ? undefined : target.diskGb * Math.max(1, target.shards);
  if (room === undefined || gb <= room) return undefined;
  const text = `The snapshot has ${gb.toFixed(1)} GB and “${plan.target.name}” a disk of ${room} GB: give it a larger one first.`;
  return warning('disk-small', text);
}
