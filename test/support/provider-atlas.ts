import type { z } from 'zod';
import type { FormInput } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { readInstant } from '#providers/atlas/fit.ts';
import { atlas } from '#providers/atlas/index.ts';
import type { AtlasSettings } from '#providers/atlas/settings.ts';
import { mongodbAtlas } from '#providers/atlas/vendor.ts';
import { submissionOf } from '#providers/atlas/wire.ts';
import { backupId } from '#providers/kit/form.ts';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import {
  startAtlasSimulator,
  type AtlasSimulator,
  type AtlasSimulatorOptions,
} from '#sandbox/providers/atlas/index.ts';
import { openTwice, type ProviderHarness, type ProviderUnderTest } from './provider-harness.ts';

export interface AtlasHarness extends ProviderHarness {
  readonly simulator: AtlasSimulator;
}

/** Which of Atlas' restores the harness is about. */
export type AtlasVariant = 'v2' | 'v1.0' | 'download' | 'flex' | 'flex-download' | 'tenant';

interface Variant {
  readonly cluster: string;
  readonly kind: 'automated' | 'download';
  readonly api: 'v2' | 'v1.0' | 'flex' | 'tenant';
  readonly submits: string;
  readonly jobs: string;
  readonly strange: Readonly<Record<string, unknown>>;
}

const dedicated = {
  cluster: clusterIds.orders,
  kind: 'automated',
  api: 'v2',
  submits: '/backup/restoreJobs',
  jobs: '/backup/restoreJobs/',
  // There is no status word: only a flag that is neither yes nor no.
  strange: { failed: 'PARTLY' },
} as const;
const flex = {
  ...dedicated,
  cluster: clusterIds.sessions,
  api: 'flex',
  strange: { status: 'MELTING' },
} as const;

const variants: Readonly<Record<AtlasVariant, Variant>> = {
  v2: dedicated,
  'v1.0': { ...dedicated, api: 'v1.0' },
  download: { ...dedicated, kind: 'download' },
  flex,
  'flex-download': { ...flex, kind: 'download', submits: '/backup/download' },
  tenant: {
    ...flex,
    cluster: clusterIds.forum,
    api: 'tenant',
    submits: '/backup/tenant/restore',
    jobs: '/backup/tenant/restores/',
  },
};

export interface AtlasHarnessOptions {
  readonly variant?: AtlasVariant;
  /** @default the API key */
  readonly credential?: 'api-key' | 'service-account';
  readonly simulator?: AtlasSimulatorOptions;
  readonly settings?: Partial<z.input<typeof AtlasSettings>>;
  /** How far our clock is ahead of the vendor's. @default 0 */
  readonly aheadMs?: number;
}

/** The provider on its own simulator; small pages, no waiting between tries. */
export async function startAtlasHarness({
  variant = 'v2',
  credential = 'api-key',
  simulator: options = {},
  settings = {},
  aheadMs = 0,
}: AtlasHarnessOptions = {}): Promise<AtlasHarness> {
  const { cluster, kind, api, submits, jobs, strange } = variants[variant];
  const simulator = await startAtlasSimulator({
    rateLimit: { perMinute: Number.POSITIVE_INFINITY },
    restoreMs: 1_000_000,
    mostPerPage: 40,
    ...(variant === 'tenant' ? { tenantApi: 'alive' } : {}),
    ...options,
  });
  const { publicKey, privateKey, clientId, clientSecret } = simulator;
  const given = {
    ...(credential === 'api-key' ? { publicKey, privateKey } : { clientId, clientSecret }),
    baseUrl: simulator.url,
    timeoutMs: 2_000,
    ...(api === 'v1.0' ? { apiVersion: api } : {}),
    ...settings,
  };
  const planAt = (age: number) => planOf(simulator, { cluster, kind, api, age });
  const [plan, otherPlan] = [planAt(0), planAt(1)];
  const startElsewhere = (other: RestorePlan): void => {
    const { path, body } = submissionOf(other);
    simulator.startInConsole(path, body);
  };
  return {
    ...openTwice(atlas, ['atlas-prod', 'atlas-other'], given, {
      now: () => new Date(simulator.clock.now().getTime() + aheadMs),
    }),
    shows: 'status',
    saysWhy: false,
    simulator,
    secret: credential === 'api-key' ? privateKey : clientSecret,
    kind,
    input: { source: cluster, target: cluster, backup: 'latest' },
    plan,
    otherPlan,
    submits: { method: 'POST', path: submits },
    polls: { method: 'GET', path: jobs },
    lists: { method: 'GET', path: '/snapshots' },
    strangeStatus: { type: 'edit', set: strange },
    missingMember: { action: { type: 'edit', remove: ['results.1.status'] }, path: 'results.1.status' },
    started: () => simulator.started(),
    finish: () => void simulator.finishJobs(),
    fail: () => void simulator.failJobs(),
    forget: (operationId) => simulator.forgetJob(operationId),
    startElsewhere,
    othersAnswer: { type: 'edit', set: { id: 'f'.repeat(24) } },
    refusedForNow: [{ type: 'status', status: 409, code: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS' }],
    loseBackup: () => simulator.dropSnapshot(cluster, backupId(plan)),
    occupy: () => startElsewhere(kind === 'download' ? plan : otherPlan),
    changeTarget: () => simulator.changeCluster(cluster, { version: '99.0.1' }),
    breakTarget() {
      if (kind === 'download') simulator.expireDownloads();
      else simulator.changeCluster(cluster, { state: 'DELETED' });
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** A plan for a snapshot of a cluster onto itself; `age` 0 is the newest. */
function planOf(
  simulator: AtlasSimulator,
  { cluster, kind, api, age = 0 }: Pick<Variant, 'cluster' | 'kind' | 'api'> & { readonly age?: number },
): RestorePlan {
  const snapshot = simulator.snapshotsOf(cluster).at(-1 - age);
  if (snapshot === undefined) throw new Error('the cluster has no such snapshot');
  const [, name = ''] = cluster.split('/');
  const project = cluster.startsWith(clusterIds.labsOrders.slice(0, 24)) ? 'labs' : 'shop';
  const resource = { id: cluster, name: `${project}/${name}` };
  return {
    provider: 'atlas',
    connection: 'atlas-prod',
    kind,
    source: resource,
    point: { type: 'backup', backupId: snapshot.id, takenAt: snapshot.takenAt },
    target: resource,
    options: { api },
  };
}

/** The plan that a form's answers make, or an error with what is wrong. */
export async function planned(
  { provider }: AtlasHarness,
  kind: string,
  input: FormInput,
): Promise<RestorePlan> {
  const result = await provider.plan(kind, input, { signal: AbortSignal.timeout(15_000) });
  if (result.type === 'rejected') throw new Error(JSON.stringify(result.errors));
  return result.plan;
}

/** A moment instead of a snapshot. */
async function startPointInTime(): Promise<AtlasHarness> {
  const harness = await startAtlasHarness();
  const { simulator, plan } = harness;
  const at = (minutesAgo: number): Date => {
    const ms = simulator.clock.now().getTime() - minutesAgo * 60_000;
    return new Date(ms - (ms % 1_000));
  };
  const planAt = (minutesAgo: number): RestorePlan => ({
    ...plan,
    kind: 'point-in-time',
    point: { type: 'instant', at: at(minutesAgo) },
  });
  const otherPlan = planAt(90);
  return {
    ...harness,
    kind: 'point-in-time',
    input: { source: plan.source.id, target: plan.target.id, at: at(60).toISOString() },
    needed: { at: at(60).toISOString() },
    plan: planAt(60),
    otherPlan,
    lists: { method: 'GET', path: '/backup/schedule' },
    missingMember: {
      action: { type: 'edit', set: { restoreWindowDays: 'many' } },
      path: 'restoreWindowDays',
    },
    loseBackup: () => simulator.changeCluster(plan.source.id, { pointInTime: false }),
    occupy: () => harness.startElsewhere(otherPlan),
  };
}

const lost = /old data of “shop\/.+” is gone/;
const nothing = /^No data was changed\.$/;

export const atlasTested: ProviderUnderTest = {
  name: 'atlas',
  vendor: mongodbAtlas,
  readers: { readInstant },
  document: 'atlas-admin-v2.openapi.json',
  onePerPage: () => startAtlasHarness({ simulator: { mostPerPage: 1 } }),
  variants: {
    'API v2': { start: (realNow = Date.now) => startAtlasHarness({ simulator: { realNow } }), leaves: lost },
    'API v1.0': { start: () => startAtlasHarness({ variant: 'v1.0' }), leaves: lost, undocumented: true },
    'service account': {
      start: () => startAtlasHarness({ credential: 'service-account' }),
      leaves: lost,
      undocumented: true,
    },
    'point in time': { start: startPointInTime, leaves: lost },
    download: { start: () => startAtlasHarness({ variant: 'download' }), leaves: nothing },
    Flex: { start: () => startAtlasHarness({ variant: 'flex' }), leaves: lost },
    'Flex download': { start: () => startAtlasHarness({ variant: 'flex-download' }), leaves: nothing },
    'M2 and M5': { start: () => startAtlasHarness({ variant: 'tenant' }), leaves: /is gone/ },
  },
};

/** Whether a variant is in the first of the two test files. */
export function isMain(variant: string): boolean {
  return ['API v2', 'service account', 'point in time', 'download'].includes(variant);
}
