import { type AtlasSimulatorOptions, startAtlasSimulator } from './providers/atlas/index.ts';
import { type CockroachSimulatorOptions, startCockroachSimulator } from './providers/cockroach/index.ts';
import { type PrismaSimulatorOptions, startPrismaSimulator } from './providers/prisma/index.ts';
import type { Simulator } from './providers/simulator.ts';
import { startZillizSimulator, type ZillizSimulatorOptions } from './providers/zilliz/index.ts';
import { incident } from './scenario.ts';

/** All the vendors of the sandbox, each a server of its own. */
export type Simulators = Awaited<ReturnType<typeof startSimulators>>;

/** What is to be different from the sandbox at each of them. */
export interface SimulatorsOptions {
  readonly atlas?: AtlasSimulatorOptions;
  readonly cockroach?: CockroachSimulatorOptions;
  readonly prisma?: PrismaSimulatorOptions;
  readonly zilliz?: ZillizSimulatorOptions;
}

/** Starts them, with what has gone wrong at each before the newcomer arrives. */
export async function startSimulators(options: SimulatorsOptions = {}) {
  await using stack = new AsyncDisposableStack();
  const cockroach = stack.use(await startCockroachSimulator(options.cockroach));
  cockroach.dropDatabase(incident.cluster, incident.database);
  const prisma = stack.use(await startPrismaSimulator(options.prisma));
  const zilliz = stack.use(await startZillizSimulator(options.zilliz));
  // One cluster of the old shared tier is still there; its API is gone.
  const atlas = stack.use(await startAtlasSimulator({ tenantApi: 410, ...options.atlas }));
  const all: Readonly<Record<string, Simulator>> = { atlas, cockroach, prisma, zilliz };
  const opened = stack.move();
  return { atlas, cockroach, prisma, zilliz, all, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The connections of restorebot.yaml that lead to them. */
export function connectionsTo({
  atlas,
  cockroach,
  prisma,
  zilliz,
}: Simulators): Readonly<Record<string, object>> {
  return {
    'atlas-main': {
      provider: 'atlas',
      publicKey: atlas.publicKey,
      privateKey: atlas.privateKey,
      baseUrl: atlas.url,
    },
    'crdb-prod': { provider: 'cockroach', apiKey: cockroach.apiKey, baseUrl: cockroach.url },
    'prisma-shop': {
      provider: 'prisma',
      token: prisma.token,
      baseUrl: prisma.url,
      staleMs: 2_000,
      unseenMs: 10_000,
    },
    'zilliz-vectors': { provider: 'zilliz', apiKey: zilliz.apiKey, baseUrl: zilliz.url },
  };
}
