import { createStage, startSimulator, type Simulator, type UsualOptions } from '../simulator.ts';
import { createAccess, type Caller, type RateLimit } from './access.ts';
import { createApi, createEndpoints } from './api.ts';
import { controlRoutes, createControls, namedCluster, type AtlasControls } from './controls.ts';
import { shopDataset } from './dataset.ts';
import { createEngine } from './engine.ts';
import { errorJson } from './refusal.ts';
import type { TenantApi } from './routes.ts';
import { clusterJson, flexJson, snapshotJson } from './wire.ts';
import type { Cluster, World } from './world.ts';

export interface AtlasSimulatorOptions extends UsualOptions<World> {
  /** API keys. @default one backup manager's, `sandbox-public` and `sandbox-private-key` */
  readonly keys?: readonly Caller[];
  /** Service accounts. @default one, `sandbox_client` and `sandbox-client-secret` */
  readonly accounts?: readonly Caller[];
  /** @default 1,200 in a minute for each project, answered by 429 and `Retry-After: 5` */
  readonly rateLimit?: Partial<RateLimit>;
  /** The API of M2 and M5 clusters; where it is given, the data set has an M2 cluster. @default 410 and none */
  readonly tenantApi?: TenantApi;
}

/** A stand-in for MongoDB Atlas, as its own server. */
export interface AtlasSimulator extends Simulator<Contents>, AtlasControls {
  readonly name: 'atlas';
  /** An API key that may do everything. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** A service account that may, too. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Oldest first. */
  snapshotsOf(cluster: string): readonly {
    readonly id: string;
    readonly takenAt: Date;
    readonly memberIds: readonly string[];
  }[];
  /** Which data a cluster holds, as text; the API shows none. */
  holds(cluster: string): string;
}

interface Contents {
  readonly clusters: readonly object[];
  readonly jobs: readonly object[];
}

const role = 'PROJECT_BACKUP_MANAGER';

/** The credentials of the sandbox's configuration; worth nothing anywhere else. */
const sandboxKey: Caller = { id: 'sandbox-public', secret: 'sandbox-private-key', role };
const sandboxAccount: Caller = { id: 'sandbox_client', secret: 'sandbox-client-secret', role };

export async function startAtlasSimulator(options: AtlasSimulatorOptions = {}): Promise<AtlasSimulator> {
  const m2 = options.tenantApi !== undefined;
  const stage = createStage(options, (now) => shopDataset(now, { m2 }));
  const { clock, world } = stage;
  let tenantApi = options.tenantApi ?? 410;
  const engine = createEngine(stage);
  const keys = options.keys ?? [sandboxKey];
  const accounts = options.accounts ?? [sandboxAccount];
  const limit: RateLimit = { perMinute: 1_200, retryAfter: '5', ...options.rateLimit };
  const access = createAccess({ keys, accounts, limit, clock });
  const routes = {
    world,
    engine,
    mostPerPage: options.mostPerPage ?? 500,
    tenantApi: () => tenantApi,
    now: () => clock.now(),
    isListed: (createdAt: Date) => clock.isListed(createdAt),
  };
  const serve = createEndpoints(routes);
  const controls = createControls({
    world,
    engine,
    clock,
    serve: (path, body) => {
      // As the newest client would ask.
      const headers = { accept: 'application/vnd.atlas.2026-01-01+json' };
      const call = { method: 'POST', path, query: new URLSearchParams(), headers, body, text: '' };
      return serve(call, sandboxKey);
    },
    setTenantApi: (state) => {
      tenantApi = state;
    },
    revokeTokens: () => access.revokeTokens(),
  });
  const simulator = await startSimulator(stage, {
    answer: createApi({ ...routes, access }),
    handshake: (call) => access.handshake(call),
    failure: errorJson,
    contents() {
      engine.tick();
      return {
        clusters: world.clusters.map(stateOfCluster),
        jobs: world.jobs.map((job) => engine.json(job)),
      };
    },
    controls: controlRoutes(controls),
  });
  return {
    ...simulator,
    ...controls,
    name: 'atlas',
    publicKey: keys[0]?.id ?? '',
    privateKey: keys[0]?.secret ?? '',
    clientId: accounts[0]?.id ?? '',
    clientSecret: accounts[0]?.secret ?? '',
    snapshotsOf: (name) => namedCluster(world, name).snapshots,
    holds: (name) => {
      engine.tick();
      return namedCluster(world, name).holds;
    },
  };
}

function stateOfCluster(cluster: Cluster): object {
  return {
    ...(cluster.family === 'flex' ? flexJson(cluster) : clusterJson(cluster)),
    holds: cluster.holds,
    snapshots: cluster.snapshots.map((snapshot) => snapshotJson(cluster, snapshot)),
  };
}
