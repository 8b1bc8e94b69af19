import { defined } from '#core/defined.ts';
import type { Egress } from '#core/egress.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { createHttpClient } from '../http/client.ts';
import type { RetryPolicy } from '../http/types.ts';
import { counted } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createCockroachClient, type CockroachClient } from './client.ts';
import { findRestores, readBaseline } from './find.ts';
import { leftToDo } from './impact.ts';
import { cockroachKinds } from './kinds.ts';
import { fingerprint } from './observe.ts';
import { makePlan } from './plan.ts';
import { pollRestore } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { reachRestored } from './reach.ts';
import type { CockroachSettings } from './settings.ts';
import { cockroachCloud } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { restoreBody } from './wire.ts';

export interface CockroachDeps {
  /** The connection's name in the configuration. */
  readonly connection: string;
  readonly settings: CockroachSettings;
  readonly limiter: RateLimiter;
  readonly egress?: Egress;
  readonly now?: () => Date;
  readonly retry?: Partial<RetryPolicy>;
}

/** Managed backups of CockroachDB Cloud. No cancel: the vendor has none. */
export function createCockroachProvider(deps: CockroachDeps): RestoreProvider {
  const { connection, settings } = deps;
  const { otherClusters } = settings;
  const now = deps.now ?? (() => new Date());
  const client = createCockroachClient(
    createHttpClient({
      connection,
      baseUrl: settings.baseUrl,
      vendor: cockroachCloud,
      limiter: deps.limiter,
      egress: deps.egress,
      secrets: [settings.apiKey],
      headers: () => headersOf(settings),
      timeoutMs: settings.timeoutMs,
      now,
      ...defined({ retry: deps.retry }),
    }),
  );
  return {
    name: 'cockroach',
    title: cockroachCloud.name,
    connection,
    kinds: cockroachKinds(settings.settleMs).map((kind) => ({ ...kind, vendor: cockroachCloud.name })),
    hasTags: true,
    choices: (query, options) => listChoices({ client, otherClusters, now }, query, options),
    plan: (kind, input, options) => makePlan({ connection, client, otherClusters }, kind, input, options),
    lockKeys: (plan) => [`cockroach:cluster:${plan.target.id}`],
    preflight: (plan, options) => checkPlan({ client, otherClusters, now }, plan, options),
    observe: (plan, options) => fingerprint(client, plan, options),
    baseline: (plan, options) => readBaseline(client, now, plan, options),
    submit: async (plan, options) => {
      const { id } = await client.createRestore(plan.target, restoreBody(plan), options);
      return { operationId: id };
    },
    find: (plan, options) => findRestores(client, now, plan, options),
    poll: (operation, options) => pollRestore(client, operation, options),
    verify: (operation, options) => verifyRestore(client, operation, options),
    reach: (plan, options) => reachRestored(client, plan, options),
    // cockroachlabs.com/docs/cockroachcloud: “Find your cluster ID in the URL of the single cluster overview page”
    consoleUrl: ({ target }) =>
      settings.baseUrl === 'https://cockroachlabs.cloud'
        ? `${settings.baseUrl}/cluster/${encodeURIComponent(target.id)}/overview`
        : undefined,
    leftToDo,
    whoAmI: (options) => whoAmI(client, options),
  };
}

function headersOf({
  apiKey,
  ccVersion,
  vanityName,
  username,
}: CockroachSettings): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${apiKey.reveal()}`,
    'cc-version': ccVersion,
    ...(vanityName === undefined ? {} : { 'cc-vanity-name': vanityName }),
    ...(username === undefined ? {} : { 'cc-username': username }),
  };
}

/** A key may be good for its clusters and yet not for the organization. */
async function whoAmI(client: CockroachClient, options: CallOptions): Promise<string> {
  const clusters = await client.clusters(options);
  const sees = `sees ${counted(clusters.length, 'cluster')}`;
  try {
    const { name, label } = await client.organization(options);
    return `A service account of ${name} (${label}) at CockroachDB Cloud that ${sees}.`;
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind !== 'forbidden') throw error;
    return `A service account at CockroachDB Cloud that ${sees}; it may not read its organization’s name.`;
  }
}
