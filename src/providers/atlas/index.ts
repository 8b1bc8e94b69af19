import { defined } from '#core/defined.ts';
import type { Egress } from '#core/egress.ts';
import type { CallOptions, RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { Secret } from '#core/secret.ts';
import { createClientCredentials } from '../http/client-credentials.ts';
import { createHttpClient } from '../http/client.ts';
import { createDigest } from '../http/digest.ts';
import type { Authorization, RetryPolicy } from '../http/types.ts';
import { counted } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createAtlasClient } from './client.ts';
import { clusterOf } from './cluster-id.ts';
import { findRestores, readBaseline } from './find.ts';
import { consoleUrl, leftToDo } from './impact.ts';
import { createJobClient } from './jobs.ts';
import { atlasKinds } from './kinds.ts';
import { fingerprint } from './observe.ts';
import { makePlan } from './plan.ts';
import { cancelJob, canCancelPlan, pollJob } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { createProjectNames, tellRoles } from './roles.ts';
import type { AtlasSettings } from './settings.ts';
import { mongodbAtlas } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { snapshotId } from './wire.ts';

export interface AtlasDeps {
  /** The connection's name in the configuration. */
  readonly connection: string;
  readonly settings: AtlasSettings;
  readonly limiter: RateLimiter;
  readonly egress?: Egress;
  readonly now?: () => Date;
  readonly retry?: Partial<RetryPolicy>;
}

/** Cloud backups of MongoDB Atlas: dedicated clusters (v2 or v1.0), Flex, and M2/M5 as long as somebody has them. */
export function createAtlasProvider(deps: AtlasDeps): RestoreProvider {
  const { connection, settings } = deps;
  const { apiVersion, projects } = settings;
  const now = deps.now ?? (() => new Date());
  const { authorization, secrets, caller } = credentialOf(settings, now);
  const names = createProjectNames();
  const raw = createHttpClient({
    connection,
    baseUrl: settings.baseUrl,
    vendor: mongodbAtlas,
    limiter: deps.limiter,
    egress: deps.egress,
    secrets,
    headers: () => ({}),
    authorization,
    timeoutMs: settings.timeoutMs,
    now,
    ...defined({ retry: deps.retry }),
  });
  const http = tellRoles(raw, names);
  const client = createAtlasClient(http, names);
  const jobs = createJobClient(http, now);
  const clusters = { client, projects };
  const known = (plan: RestorePlan): RestorePlan => {
    for (const cluster of [plan.source, plan.target]) names.learnFrom(cluster);
    return plan;
  };
  return {
    name: 'atlas',
    title: mongodbAtlas.name,
    connection,
    kinds: atlasKinds(settings.settleMs).map((kind) => ({ ...kind, vendor: mongodbAtlas.name })),
    hasTags: true,
    choices: (query, options) => listChoices({ ...clusters, now }, query, options),
    plan: (kind, input, options) =>
      makePlan({ ...clusters, connection, apiVersion, now }, kind, input, options),
    lockKeys: lockKeysOf,
    consoleUrl: (plan) => consoleUrl(settings.baseUrl, plan),
    leftToDo,
    preflight: (plan, options) => checkPlan({ client, jobs, now }, known(plan), options),
    observe: (plan, options) => fingerprint(client, known(plan), options),
    baseline: (plan, options) => readBaseline(jobs, now, known(plan), options),
    submit: async (plan, options) => ({ operationId: (await jobs.create(known(plan), options)).id }),
    find: (plan, options) => findRestores(jobs, known(plan), options),
    poll: (operation, options) => pollJob(jobs, now, operation, options),
    cancel: (operation, options) => cancelJob(jobs, operation, options),
    cancels: canCancelPlan,
    verify: (operation, options) => verifyRestore({ client, jobs }, operation, options),
    async whoAmI(options: CallOptions) {
      const seen = await client.projects(options);
      return `${caller} at MongoDB Atlas that sees ${counted(seen.length, 'project')}.`;
    },
  };
}

interface Credential {
  readonly authorization: Authorization;
  readonly secrets: readonly Secret[];
  readonly caller: string;
}

/** The settings hold one of the two, whole. */
function credentialOf(settings: AtlasSettings, now: () => Date): Credential {
  const { publicKey, privateKey, clientId, clientSecret } = settings;
  if (publicKey !== undefined && privateKey !== undefined) {
    return {
      authorization: createDigest({ username: publicKey, password: privateKey }),
      secrets: [privateKey],
      caller: `API key ${publicKey}`,
    };
  }
  if (clientId === undefined || clientSecret === undefined) throw new RangeError('there is no credential');
  return {
    authorization: createClientCredentials({ clientId, clientSecret, tokenPath: '/api/oauth/token', now }),
    secrets: [clientSecret],
    caller: `Service account ${clientId}`,
  };
}

/** One key for a target, whatever API it is restored by. */
function lockKeysOf(plan: RestorePlan): readonly string[] {
  if (plan.kind === 'download') return [`atlas:snapshot:${snapshotId(plan)}`];
  const { projectId, name } = clusterOf(plan.target);
  return [`atlas:cluster:${projectId}:${name}`];
}
