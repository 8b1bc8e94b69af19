import type { z } from 'zod';
import type { RestorePlan } from '#core/restore-plan.ts';
import { cockroach } from '#providers/cockroach/index.ts';
import type { CockroachSettings } from '#providers/cockroach/settings.ts';
import { cockroachCloud } from '#providers/cockroach/vendor.ts';
import { nameParts, restoreBody } from '#providers/cockroach/wire.ts';
import { backupId } from '#providers/kit/form.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import {
  startCockroachSimulator,
  type CockroachSimulator,
  type CockroachSimulatorOptions,
} from '#sandbox/providers/cockroach/index.ts';
import { openTwice, type ProviderHarness, type ProviderUnderTest } from './provider-harness.ts';

export interface CockroachHarness extends ProviderHarness {
  readonly simulator: CockroachSimulator;
}

/** The provider on its own simulator; small pages, no waiting between tries. */
export async function startCockroachHarness(
  options: CockroachSimulatorOptions = {},
  settings: Partial<z.input<typeof CockroachSettings>> = {},
): Promise<CockroachHarness> {
  const simulator = await startCockroachSimulator({
    rateLimit: { perSecond: Number.POSITIVE_INFINITY },
    restoreMs: 1_000_000,
    mostPerPage: 40,
    ...options,
  });
  const { apiKey, url: baseUrl } = simulator;
  const plan = planOf(simulator, { databases: ['orders'], new_db_name: 'orders_restored' });
  const otherPlan = planOf(simulator, { databases: ['orders'], new_db_name: 'orders_elsewhere' });
  return {
    ...openTwice(cockroach, ['crdb-prod', 'crdb-other'], { apiKey, baseUrl, timeoutMs: 3_000, ...settings }),
    simulator,
    secret: apiKey,
    shows: 'counts',
    kind: 'database',
    input: {
      source: clusterIds.ordersProd,
      target: clusterIds.ordersProd,
      backup: 'latest',
      databases: ['orders'],
      new_db_name: 'orders_restored',
    },
    plan,
    otherPlan,
    needed: { new_db_name: 'orders_needed' },
    submits: { method: 'POST', path: '/restores' },
    polls: { method: 'GET', path: '/restores/' },
    lists: { method: 'GET', path: '/api/v1/clusters' },
    strangeStatus: { type: 'edit', set: { status: 'MELTING' } },
    missingMember: { action: { type: 'edit', remove: ['clusters.1.plan'] }, path: 'clusters.1.plan' },
    started: () => simulator.started(),
    finish: () => void simulator.finishRestores(),
    fail: (message) => void simulator.failRestores({ message }),
    forget: (operationId) => simulator.forgetRestore(operationId),
    startElsewhere: (other) => void simulator.startRestoreInConsole(other.target.id, restoreBody(other)),
    othersAnswer: { type: 'edit', set: { id: 'a-restore-of-somebody-else' } },
    loseBackup: () => simulator.dropBackup(plan.source.id, backupId(plan)),
    occupy: () => void simulator.startRestoreInConsole(plan.target.id, restoreBody(otherPlan)),
    changeTarget: () => simulator.changeCluster(plan.target.id, { version: 'v99.1.0' }),
    breakTarget: () => simulator.dropDatabase(plan.target.id, 'orders_restored'),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** A plan for the newest backup of orders-prod onto itself. */
export function planOf(
  simulator: CockroachSimulator,
  options: RestorePlan['options'],
  change: Partial<RestorePlan> = {},
): RestorePlan {
  const source = { id: clusterIds.ordersProd, name: 'orders-prod' };
  return {
    provider: 'cockroach',
    connection: 'crdb-prod',
    kind: 'database',
    source,
    point: { type: 'backup', ...newestBackup(simulator, source.id) },
    target: source,
    options,
    ...change,
  };
}

/** The newest backup of a cluster, as a restore point has it. */
export function newestBackup(
  simulator: CockroachSimulator,
  clusterId: string,
): { backupId: string; takenAt: Date } {
  const backup = simulator.backupsOf(clusterId).at(-1);
  if (backup === undefined) throw new Error('the cluster has no backup');
  return { backupId: backup.id, takenAt: backup.asOf };
}

const ends = { source: clusterIds.ordersProd, target: clusterIds.ordersProd, backup: 'latest' } as const;

/** Tables into a database that is there. */
async function startTables(): Promise<CockroachHarness> {
  const harness = await startCockroachHarness();
  const { simulator } = harness;
  const plan = (table: string) =>
    planOf(simulator, { tables: [`orders.public.${table}`], into_db: 'defaultdb' }, { kind: 'table' });
  const otherPlan = plan('orders');
  return {
    ...harness,
    kind: 'table',
    input: { ...ends, tables: ['orders.public.items'], into_db: 'defaultdb' },
    needed: { into_db: 'defaultdb' },
    plan: plan('items'),
    otherPlan,
    shows: 'nothing',
    occupy: () => harness.startElsewhere(otherPlan),
    breakTarget: () => simulator.dropDatabase(plan('items').target.id, 'defaultdb'),
  };
}

/** A whole cluster into itself, emptied beforehand. */
async function startWholeCluster(): Promise<CockroachHarness> {
  const harness = await startCockroachHarness();
  const { simulator } = harness;
  const plan = planOf(simulator, {}, { kind: 'cluster' });
  const { id } = plan.target;
  for (const name of ['orders', 'payments', 'movr']) simulator.dropDatabase(id, name);
  const older = simulator.backupsOf(id).at(-2);
  if (older === undefined) throw new Error('the cluster has one backup only');
  const otherPlan: RestorePlan = {
    ...plan,
    point: { type: 'backup', backupId: older.id, takenAt: older.asOf },
  };
  return {
    ...harness,
    kind: 'cluster',
    input: ends,
    needed: {},
    plan,
    otherPlan,
    occupy: () => harness.startElsewhere(otherPlan),
    breakTarget: () => simulator.changeCluster(id, { state: 'CREATION_FAILED' }),
  };
}

export const cockroachTested: ProviderUnderTest = {
  name: 'cockroach',
  vendor: cockroachCloud,
  readers: { nameParts: (text) => [nameParts(text), nameParts(`"${text}`)] },
  document: 'cockroach-cloud.openapi.json',
  onePerPage: () => startCockroachHarness({ mostPerPage: 1 }),
  variants: {
    databases: {
      start: (realNow = Date.now) => startCockroachHarness({ realNow }),
      leaves: /removes what a failed restore wrote/,
    },
    tables: { start: startTables, leaves: /removes what a failed restore wrote/ },
    'whole cluster': {
      start: startWholeCluster,
      leaves: /removes what a failed restore wrote|may be gone|empty/,
    },
  },
};
