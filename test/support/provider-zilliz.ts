import type { z } from 'zod';
import type { RestoreProvider } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { zilliz } from '#providers/zilliz/index.ts';
import type { ZillizSettings } from '#providers/zilliz/settings.ts';
import { zillizCloud } from '#providers/zilliz/vendor.ts';
import {
  clusterBody,
  collectionBody,
  isClusterName,
  newClusterName,
  newCollectionName,
  parseCollection,
  planned,
} from '#providers/zilliz/wire.ts';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import {
  startZillizSimulator,
  type ZillizSimulator,
  type ZillizSimulatorOptions,
} from '#sandbox/providers/zilliz/index.ts';
import { openTwice, type ProviderHarness, type ProviderUnderTest } from './provider-harness.ts';

export interface ZillizHarness extends ProviderHarness {
  readonly simulator: ZillizSimulator;
  /** The same provider under a connection's name. */
  connect(connection: string): RestoreProvider;
}

/** The newest backup of catalogue-prod in the data set, without its time. */
export const newestBackupId = 'backup0_c7b100000000000';

/** The provider on its own simulator; small pages, no waiting between tries. */
export async function startZillizHarness(
  options: ZillizSimulatorOptions = {},
  settings: Partial<z.input<typeof ZillizSettings>> = {},
): Promise<ZillizHarness> {
  const simulator = await startZillizSimulator({
    rateLimit: { perSecond: Number.POSITIVE_INFINITY },
    restoreMs: 1_000_000,
    mostPerPage: 3,
    ...options,
  });
  const { apiKey, url: baseUrl } = simulator;
  const given = { apiKey, baseUrl, timeoutMs: 3_000, submitTimeoutMs: 3_000, ...settings };
  const plan = clusterPlan(simulator);
  return {
    ...openTwice(zilliz, ['zilliz-prod', 'zilliz-other'], given, {
      randomBytes: () => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
    }),
    simulator,
    secret: apiKey,
    shows: 'status',
    kind: 'cluster',
    input: {
      source: zillizIds.catalogueProd,
      backup: 'latest',
      project: zillizIds.shop,
      cluster_name: 'catalogue-restored',
      cu_size: 4,
    },
    plan,
    otherPlan: clusterPlan(simulator, 'catalogue-elsewhere'),
    submits: { method: 'POST', path: '/restoreCluster' },
    polls: { method: 'GET', path: '/v2/jobs/' },
    lists: { method: 'GET', path: '/v2/clusters' },
    strangeStatus: { type: 'edit', set: { 'data.status': 'MELTING' } },
    missingMember: {
      action: { type: 'edit', remove: ['data.clusters.1.clusterName'] },
      path: 'data.clusters.1.clusterName',
    },
    started: () => simulator.started(),
    finish: () => void simulator.finishRestores(),
    fail: (reason) => void simulator.failRestores({ reason }),
    forget(operationId) {
      simulator.forgetJob(operationId);
      for (const { id } of simulator.clustersNamed(plan.target.name)) simulator.dropCluster(id);
    },
    startElsewhere: (other) => void startElsewhere(simulator, other),
    othersAnswer: { type: 'edit', set: { 'data.jobId': 'job-of-somebody-else' } },
    // A name that is taken stays taken: the card says to ask again with another one.
    occupied: 'blocker',
    loseBackup: () => simulator.dropBackup(newestBackupId),
    occupy: () => void startElsewhere(simulator, plan),
    changeTarget: () => simulator.dropBackup(newestBackupId),
    breakTarget: () => simulator.changeCluster(plan.target.name, { status: 'ABNORMAL' }),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** Somebody starts what a plan says in the console; answers the job's id. */
export function startElsewhere(simulator: ZillizSimulator, plan: RestorePlan): string {
  const what = planned(plan);
  const backup = plan.point.type === 'backup' ? plan.point.backupId : '';
  const body = what.kind === 'cluster' ? clusterBody(what, 'projectId') : collectionBody(what);
  return simulator.startRestoreInConsole(backup, body);
}

/** The newest backup of catalogue-prod into a new cluster of the same project. */
export function clusterPlan(
  simulator: ZillizSimulator,
  name = 'catalogue-restored',
  options: RestorePlan['options'] = {},
): RestorePlan {
  return {
    provider: 'zilliz',
    connection: 'zilliz-prod',
    kind: 'cluster',
    source: { id: zillizIds.catalogueProd, name: 'catalogue-prod' },
    point: { type: 'backup', backupId: newestBackupId, takenAt: midnight(simulator) },
    target: { id: `${zillizIds.shop}/${name}`, name },
    options: { project: zillizIds.shop, cu_size: 4, collection_status: 'KEEP', ...options },
  };
}

/** One collection of the newest backup of catalogue-prod, back into it. */
export function collectionPlan(
  simulator: ZillizSimulator,
  options: RestorePlan['options'] = {},
  change: Partial<RestorePlan> = {},
): RestorePlan {
  const source = { id: zillizIds.catalogueProd, name: 'catalogue-prod' };
  return {
    ...clusterPlan(simulator),
    kind: 'collection',
    target: source,
    options: {
      collection: 'medium_articles',
      dest_collection: 'restore_medium_articles',
      dest_status: 'LOADED',
      ...options,
    },
    ...change,
  };
}

function midnight({ clock }: ZillizSimulator): Date {
  const now = clock.now();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

/** One collection; the vendor shows neither its job in a list nor the collection. */
async function startCollection(): Promise<ZillizHarness> {
  const harness = await startZillizHarness();
  const { simulator } = harness;
  const plan = collectionPlan(simulator);
  const { id } = plan.target;
  return {
    ...harness,
    finds: 'never',
    shows: 'nothing',
    kind: 'collection',
    input: { source: id, backup: 'latest', collection: 'medium_articles', target: id },
    // Each request is for another collection; here it is the same one again, under a new name.
    needed: { collection: 'medium_articles' },
    plan,
    otherPlan: collectionPlan(simulator, { dest_collection: 'restore_elsewhere' }),
    submits: { method: 'POST', path: '/restoreCollection' },
    occupied: 'before-start',
    occupy: () => simulator.changeCluster(id, { status: 'MODIFYING' }),
    changeTarget: () => simulator.changeCluster(id, { name: 'catalogue-renamed' }),
    breakTarget: () => simulator.dropCluster(id),
    forget: (operationId) => simulator.forgetJob(operationId),
  };
}

export const zillizTested: ProviderUnderTest = {
  name: 'zilliz',
  vendor: zillizCloud,
  readers: {
    names: (text) => [
      isClusterName(text),
      newClusterName(text, 'x'),
      newCollectionName(text, 'x'),
      parseCollection(text),
    ],
  },
  document: 'zilliz-cloud.openapi.json',
  onePerPage: () => startZillizHarness({ mostPerPage: 1 }),
  variants: {
    'whole cluster': {
      start: (realNow = Date.now) => startZillizHarness({ realNow }),
      leaves: /may be left/,
    },
    collection: { start: startCollection, leaves: /may be left/ },
  },
};
