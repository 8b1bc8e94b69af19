import { defined } from '#core/defined.ts';
import type { CallOptions } from '#core/provider.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { unless } from '../kit/reads.ts';
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
import { CockroachSettings } from './settings.ts';
import { cockroachCloud } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { restoreBody } from './wire.ts';

/** Managed backups of CockroachDB Cloud. No cancel: the vendor has none. */
export const cockroach = defineProvider({
  name: 'cockroach',
  vendor: cockroachCloud,
  restores: 'cluster, databases, tables; into the same or another cluster; every `restore_opts` option',
  kinds: cockroachKinds,
  Settings: CockroachSettings,
  example: {
    connection: 'crdb-prod',
    credential: 'the secret key of a service account with Cluster Admin on source and destination',
  },
  exampleSettings: { apiKey: '${CRDB_PROD_API_KEY}' },
  operations({ connection, settings, now, connect }) {
    const { baseUrl, otherClusters } = settings;
    const { secrets, headers } = bearer(settings.apiKey);
    const client = createCockroachClient(
      connect({ secrets, headers: () => ({ ...headers(), ...headersOf(settings) }) }),
    );
    return {
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
        baseUrl === 'https://cockroachlabs.cloud'
          ? `${baseUrl}/cluster/${encodeURIComponent(target.id)}/overview`
          : undefined,
      leftToDo,
      whoAmI: (options) => whoAmI(client, options),
    };
  },
});

function headersOf({ ccVersion, vanityName, username }: CockroachSettings): Readonly<Record<string, string>> {
  return {
    'cc-version': ccVersion,
    ...defined({ 'cc-vanity-name': vanityName, 'cc-username': username }),
  };
}

/** A key may be good for its clusters and yet not for the organization. */
async function whoAmI(client: CockroachClient, options: CallOptions): Promise<string> {
  const sees = `sees ${counted((await client.clusters(options)).length, 'cluster')}`;
  const organization = await unless(['forbidden'], client.organization(options), undefined);
  if (organization === undefined) {
    return `A service account at CockroachDB Cloud that ${sees}; it may not read its organization’s name.`;
  }
  const { name, label } = organization;
  return `A service account of ${name} (${label}) at CockroachDB Cloud that ${sees}.`;
}
