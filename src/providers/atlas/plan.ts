import type { CallOptions, FormInput, PlanResult } from '#core/provider.ts';
import type { FieldValue, RestorePlan, RestorePoint } from '#core/restore-plan.ts';
import { textOf } from '../kit/answers.ts';
import { orGone } from '../kit/or-gone.ts';
import type { Cluster } from './cluster.ts';
import { findCluster, resourceOf, type ClusterDeps, type Named } from './find-cluster.ts';
import { refuseSource, refuseTarget } from './fit.ts';
import { earliestSeconds } from './kinds.ts';
import { apiOf, apiOption } from './places.ts';
import type { AtlasSettings } from './settings.ts';
import { restorable } from './snapshot.ts';
import { readInstant, refuseMoment } from './window.ts';

export interface PlanDeps extends ClusterDeps {
  readonly connection: string;
  readonly apiVersion: AtlasSettings['apiVersion'];
  readonly now: () => Date;
}

type Errors = Record<string, string>;

interface Pinned {
  readonly point: RestorePoint;
  readonly options: Readonly<Record<string, FieldValue>>;
}

/** Turns the answers of a form into a plan with everything pinned, or says what is wrong with which answer. */
export async function makePlan(
  deps: PlanDeps,
  kind: string,
  input: FormInput,
  options: CallOptions,
): Promise<PlanResult> {
  const errors: Errors = {};
  const [source, target] = await Promise.all([
    clusterIn(deps, input, 'source', errors, options),
    kind === 'download' ? undefined : clusterIn(deps, input, 'target', errors, options),
  ]);
  const pinned = await pointIn(deps, kind, source, input, errors, options);
  if (source !== undefined) {
    const refusal = refuseSource(kind, source.cluster, resourceOf(source).name);
    if (refusal !== undefined) errors['source'] = refusal;
  }
  if (source !== undefined && target !== undefined) {
    const refusal = refuseTarget(source.cluster, target.cluster, resourceOf(target).name);
    if (refusal !== undefined) errors['target'] = refusal;
  }
  const api = source === undefined ? undefined : apiOf(source.cluster, deps.apiVersion);
  // A download goes nowhere: it is about the cluster that was backed up.
  const into = kind === 'download' ? source : target;
  if (
    source === undefined ||
    into === undefined ||
    api === undefined ||
    pinned === undefined ||
    Object.keys(errors).length > 0
  ) {
    return { type: 'rejected', errors };
  }
  const plan: RestorePlan = {
    provider: 'atlas',
    connection: deps.connection,
    kind,
    source: resourceOf(source),
    point: pinned.point,
    target: resourceOf(into),
    options: { ...pinned.options, [apiOption]: api },
  };
  return { type: 'planned', plan };
}

async function clusterIn(
  deps: PlanDeps,
  input: FormInput,
  field: 'source' | 'target',
  errors: Errors,
  options: CallOptions,
): Promise<Named | undefined> {
  const text = textOf(input[field]);
  if (text === '') {
    errors[field] = `Choose the ${field === 'source' ? 'cluster that was backed up' : 'target'}.`;
    return undefined;
  }
  const found = await findCluster(deps, text, options);
  if (found === undefined) {
    errors[field] =
      `There is no cluster “${text.slice(0, 100)}” that this connection can see, or several have that name: write it as project/cluster.`;
  }
  return found;
}

function pointIn(
  deps: PlanDeps,
  kind: string,
  source: Named | undefined,
  input: FormInput,
  errors: Errors,
  options: CallOptions,
): Promise<Pinned | undefined> {
  return kind === 'point-in-time'
    ? momentIn(deps, source?.cluster, input, errors, options)
    : snapshotIn(deps, source, input, errors, options);
}

async function snapshotIn(
  { client }: PlanDeps,
  source: Named | undefined,
  input: FormInput,
  errors: Errors,
  options: CallOptions,
): Promise<Pinned | undefined> {
  const id = textOf(input['backup']);
  if (id === '') errors['backup'] = 'Choose a snapshot, or “latest”.';
  if (id === '' || source === undefined || source.cluster.family === 'free') return undefined;
  const { name } = resourceOf(source);
  if (id === 'latest') {
    const [latest] = restorable(await client.snapshots(source.cluster, options));
    if (latest === undefined) errors['backup'] = `“${name}” has no snapshot that can be restored.`;
    return latest === undefined ? undefined : pinned(latest.id, latest.takenAt);
  }
  if (!/^[0-9a-f]{24}$/i.test(id)) {
    errors['backup'] = 'A snapshot’s id has 24 hexadecimal digits: choose one of the list.';
    return undefined;
  }
  const snapshot = await orGone(client.snapshot(source.cluster, id, options));
  if (snapshot?.complete === true && snapshot.takenAt !== undefined)
    return pinned(snapshot.id, snapshot.takenAt);
  errors['backup'] =
    snapshot === undefined
      ? `“${name}” has no snapshot ${id}, or no longer: choose another one. A sharded cluster’s snapshot goes by its own id, not by that of a shard.`
      : `Snapshot ${id} is ${snapshot.status}: choose one that is complete.`;
  return undefined;
}

function pinned(backupId: string, takenAt: Date): Pinned {
  return { point: { type: 'backup', backupId, takenAt }, options: {} };
}

async function momentIn(
  { client, now }: PlanDeps,
  source: Cluster | undefined,
  input: FormInput,
  errors: Errors,
  options: CallOptions,
): Promise<Pinned | undefined> {
  const given = readMoment(input, errors);
  if (given === undefined || source?.family !== 'dedicated' || !source.pointInTime) return undefined;
  const days = await client.restoreWindowDays(source, options);
  const refusal = refuseMoment(given.at, days, now());
  if (refusal !== undefined) errors[given.oplog === undefined ? 'at' : 'oplogTs'] = refusal;
  return { point: { type: 'instant', at: given.at }, options: { ...given.oplog } };
}

interface GivenMoment {
  /** Whole seconds: Atlas takes no fraction. */
  readonly at: Date;
  readonly oplog: { readonly oplogTs: number; readonly oplogInc: number } | undefined;
}

function readMoment(input: FormInput, errors: Errors): GivenMoment | undefined {
  const text = textOf(input['at']);
  const [ts, inc] = [numberOf(input['oplogTs']), numberOf(input['oplogInc'])];
  if (text !== '' && (ts !== undefined || inc !== undefined)) {
    errors['at'] = 'Give a moment or an entry of the oplog, not both.';
    return undefined;
  }
  if (ts !== undefined || inc !== undefined) {
    if (ts === undefined || !isWhole(ts, earliestSeconds)) {
      errors['oplogTs'] = 'Both parts of the oplog timestamp are needed; this one counts seconds since 1970.';
      return undefined;
    }
    if (inc === undefined || !isWhole(inc, 1)) {
      errors['oplogInc'] = 'Both parts of the oplog timestamp are needed; this one counts from 1.';
      return undefined;
    }
    return { at: new Date(ts * 1_000), oplog: { oplogTs: ts, oplogInc: inc } };
  }
  const at = readInstant(text);
  if (at === 'no-zone') {
    errors['at'] =
      'Say in which zone: 2026-11-22T13:00:00Z is UTC, 2026-11-22T14:00:00+01:00 the same moment.';
    return undefined;
  }
  if (at === 'no-instant' || at.getTime() < earliestSeconds * 1_000) {
    errors['at'] = 'Give a moment, such as 2026-11-22T13:00:00Z, or an entry of the oplog.';
    return undefined;
  }
  return { at: new Date(Math.floor(at.getTime() / 1_000) * 1_000), oplog: undefined };
}

function isWhole(number: number, least: number): boolean {
  return Number.isInteger(number) && number >= least && number <= 2_147_483_647;
}

/** `undefined`: not given. A command line gives text. */
function numberOf(value: FieldValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  return text === '' ? undefined : Number(text);
}
