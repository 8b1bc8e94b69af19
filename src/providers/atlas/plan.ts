import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Form } from '../kit/form.ts';
import { orGone } from '../kit/reads.ts';
import type { Does, Has } from './client.ts';
import type { Cluster } from './cluster.ts';
import { findCluster, type Named } from './find-cluster.ts';
import { readInstant, refuseMoment, refuseSource, refuseTarget } from './fit.ts';
import { earliestSeconds } from './kinds.ts';
import { restorable } from './snapshot.ts';
import { apiOf, apiOption } from './wire.ts';

type Pinned = Pick<RestorePlan, 'point' | 'options'>;

export const plan: Does<'plan'> = async (has, kind, form, options) => {
  const [source, target] = await Promise.all([
    clusterIn(has, form, 'source', options),
    kind === 'download' ? undefined : clusterIn(has, form, 'target', options),
  ]);
  const pinned =
    kind === 'point-in-time'
      ? await momentIn(has, source?.cluster, form, options)
      : await snapshotIn(has, source, form, options);
  if (source === undefined) return undefined;
  form.rejectIf('source', refuseSource(kind, source.cluster, source.name));
  if (target !== undefined) {
    form.rejectIf('target', refuseTarget(source.cluster, target.cluster, target.name));
  }
  const api = apiOf(source.cluster, has.settings.apiVersion);
  // A download goes nowhere: it is about the cluster that was backed up.
  const into = kind === 'download' ? source : target;
  if (into === undefined || api === undefined || pinned === undefined) return undefined;
  return {
    source: { id: source.id, name: source.name },
    point: pinned.point,
    target: { id: into.id, name: into.name },
    options: { ...pinned.options, [apiOption]: api },
  };
};

async function clusterIn(has: Has, form: Form, field: 'source' | 'target', options: CallOptions) {
  const text = form.text(field);
  if (text === '') {
    return form.reject(field, `Choose the ${field === 'source' ? 'cluster that was backed up' : 'target'}.`);
  }
  const sentence = `There is no cluster “${text.slice(0, 100)}” that this connection can see, or several have that name: write it as project/cluster.`;
  return (await findCluster(has, text, options)) ?? form.reject(field, sentence);
}

async function snapshotIn({ client }: Has, source: Named | undefined, form: Form, options: CallOptions) {
  const id = form.text('backup');
  if (id === '') return form.reject('backup', 'Choose a snapshot, or “latest”.');
  if (source === undefined || source.cluster.family === 'free') return undefined;
  const { name } = source;
  if (id === 'latest') {
    const [latest] = restorable(await client.snapshots(source.cluster, options));
    if (latest !== undefined) return pinned(latest.id, latest.takenAt);
    return form.reject('backup', `“${name}” has no snapshot that can be restored.`);
  }
  if (!/^[0-9a-f]{24}$/i.test(id)) {
    return form.reject('backup', 'A snapshot’s id has 24 hexadecimal digits: choose one of the list.');
  }
  const snapshot = await orGone(client.snapshot(source.cluster, id, options));
  if (snapshot?.complete === true && snapshot.takenAt !== undefined) {
    return pinned(snapshot.id, snapshot.takenAt);
  }
  const sentence =
    snapshot === undefined
      ? `“${name}” has no snapshot ${id}, or no longer: choose another one. A sharded cluster’s snapshot goes by its own id, not by that of a shard.`
      : `Snapshot ${id} is ${snapshot.status}: choose one that is complete.`;
  return form.reject('backup', sentence);
}

function pinned(backupId: string, takenAt: Date): Pinned {
  return { point: { type: 'backup', backupId, takenAt }, options: {} };
}

async function momentIn(
  { client, now }: Has,
  source: Cluster | undefined,
  form: Form,
  options: CallOptions,
): Promise<Pinned | undefined> {
  const given = readMoment(form);
  if (given === undefined || source?.family !== 'dedicated' || !source.pointInTime) return undefined;
  const days = await client.restoreWindowDays(source, options);
  form.rejectIf(given.oplog === undefined ? 'at' : 'oplogTs', refuseMoment(given.at, days, now()));
  return { point: { type: 'instant', at: given.at }, options: { ...given.oplog } };
}

interface GivenMoment {
  /** Whole seconds: Atlas takes no fraction. */
  readonly at: Date;
  readonly oplog?: { readonly oplogTs: number; readonly oplogInc: number };
}

function readMoment(form: Form): GivenMoment | undefined {
  const text = form.text('at');
  const [ts, inc] = [form.number('oplogTs'), form.number('oplogInc')];
  if (ts !== undefined || inc !== undefined) {
    if (text !== '') return form.reject('at', 'Give a moment or an entry of the oplog, not both.');
    return readOplog(form, ts, inc);
  }
  const at = readInstant(text);
  if (at === 'no-zone') {
    const sentence =
      'Say in which zone: 2026-11-22T13:00:00Z is UTC, 2026-11-22T14:00:00+01:00 the same moment.';
    return form.reject('at', sentence);
  }
  if (at === 'no-instant' || at.getTime() < earliestSeconds * 1_000) {
    const sentence = 'Give a moment, such as 2026-11-22T13:00:00Z, or an entry of the oplog.';
    return form.reject('at', sentence);
  }
  return { at: new Date(Math.floor(at.getTime() / 1_000) * 1_000) };
}

function readOplog(form: Form, ts: number | undefined, inc: number | undefined): GivenMoment | undefined {
  const both = 'Both parts of the oplog timestamp are needed; this one counts';
  if (!isWhole(ts, earliestSeconds)) return form.reject('oplogTs', `${both} seconds since 1970.`);
  if (!isWhole(inc, 1)) return form.reject('oplogInc', `${both} from 1.`);
  return { at: new Date(ts * 1_000), oplog: { oplogTs: ts, oplogInc: inc } };
}

function isWhole(number: number | undefined, least: number): number is number {
  return number !== undefined && Number.isInteger(number) && number >= least && number <= 2_147_483_647;
}
