import { counted } from '#core/amounts.ts';
import { defined } from '#core/defined.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { unless } from '../kit/reads.ts';
import { backups, databases, sources, tables, targets } from './choices.ts';
import { createCockroachClient, type Does } from './client.ts';
import { baseline, find } from './find.ts';
import { leftToDo } from './impact.ts';
import { cockroachKinds } from './kinds.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import { poll } from './poll.ts';
import { preflight } from './preflight.ts';
import { CockroachSettings } from './settings.ts';
import { cockroachCloud } from './vendor.ts';
import { reach, verify } from './verify.ts';
import { restoreBody } from './wire.ts';

const submit: Does<'submit'> = async ({ client }, plan, options) => {
  const { id } = await client.createRestore(plan.target, restoreBody(plan), options);
  return { operationId: id };
};

/** cockroachlabs.com/docs/cockroachcloud: “Find your cluster ID in the URL of the single cluster overview page” */
const consoleUrl: Does<'consoleUrl'> = ({ settings: { baseUrl } }, { target }) =>
  baseUrl === 'https://cockroachlabs.cloud'
    ? `${baseUrl}/cluster/${encodeURIComponent(target.id)}/overview`
    : undefined;

/** A key may be good for its clusters and yet not for the organization. */
const whoAmI: Does<'whoAmI'> = async ({ client }, options) => {
  const sees = `sees ${counted((await client.clusters(options)).length, 'cluster')}`;
  const organization = await unless(['forbidden'], client.organization(options), undefined);
  if (organization === undefined) {
    return `A service account at CockroachDB Cloud that ${sees}; it may not read its organization’s name.`;
  }
  const { name, label } = organization;
  return `A service account of ${name} (${label}) at CockroachDB Cloud that ${sees}.`;
};

/** Managed backups of CockroachDB Cloud. No cancel: the vendor has none. */
export const cockroach = defineProvider({
  name: 'cockroach',
  vendor: cockroachCloud,
  hasTags: true,
  restores: 'cluster, databases, tables; into the same or another cluster; every `restore_opts` option',
  kinds: cockroachKinds,
  Settings: CockroachSettings,
  example: {
    connection: 'crdb-prod',
    credential: 'the secret key of a service account with Cluster Admin on source and destination',
  },
  exampleSettings: { apiKey: '${CRDB_PROD_API_KEY}' },
  open({ settings, connect }) {
    const { secrets, headers } = bearer(settings.apiKey);
    const own = headersOf(settings);
    return { client: createCockroachClient(connect({ secrets, headers: () => ({ ...headers(), ...own }) })) };
  },
  operations: {
    choices: { source: sources, backup: backups, target: targets, databases, tables },
    plan,
    lockKeys: (_, { target }) => [`cockroach:cluster:${target.id}`],
    preflight,
    observe,
    baseline,
    submit,
    find,
    poll,
    verify,
    reach,
    consoleUrl,
    leftToDo,
    whoAmI,
  },
});

function headersOf({ ccVersion, vanityName, username }: CockroachSettings): Readonly<Record<string, string>> {
  return { 'cc-version': ccVersion, ...defined({ 'cc-vanity-name': vanityName, 'cc-username': username }) };
}
