import type { CallOptions, Submission, SubmitOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { counted, listed } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createZillizClient, type ZillizClient } from './client.ts';
import { findRestores, readBaseline } from './find.ts';
import { leftToDo } from './impact.ts';
import { zillizKinds } from './kinds.ts';
import { databaseName } from './names.ts';
import { fingerprint } from './observe.ts';
import { backupKey, planned } from './options.ts';
import { makePlan } from './plan.ts';
import { pollRestore } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { ZillizSettings } from './settings.ts';
import { zillizCloud } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { clusterBody, collectionBody } from './wire.ts';

/** Backups of Zilliz Cloud's dedicated clusters. No cancel: the vendor cannot cancel a restore. */
export const zilliz = defineProvider({
  name: 'zilliz',
  vendor: zillizCloud,
  restores: 'a whole cluster into a new one, one collection into an existing one',
  kinds: zillizKinds,
  Settings: ZillizSettings,
  example: {
    connection: 'zilliz-vectors',
    credential: 'a customized API key with Project Admin in the projects of source and destination',
  },
  exampleSettings: { apiKey: '${ZILLIZ_API_KEY}' },
  operations({ connection, settings, now, connect, suffix }) {
    const key = bearer(settings.apiKey);
    const submitter = connect({ ...key, timeoutMs: settings.submitTimeoutMs });
    const client = createZillizClient(connect(key), submitter);
    return {
      hasTags: false,
      choices: (query, options) => listChoices(client, now, query, options),
      plan: (kind, input, options) => makePlan({ connection, client, suffix }, kind, input, options),
      lockKeys: (plan) => [lockKey(plan)],
      preflight: (plan, options) => checkPlan({ client, now }, plan, options),
      observe: (plan, options) => fingerprint(client, plan, options),
      baseline: (plan, options) => readBaseline(client, now, plan, options),
      submit: (plan, options) => submitRestore(client, settings.projectIdAs, plan, options),
      find: (plan, options) => findRestores(client, plan, options),
      poll: (operation, options) => pollRestore({ client, now }, operation, options),
      verify: (operation, options) => verifyRestore(client, operation, options),
      leftToDo,
      whoAmI: (options) => whoAmI(client, options),
    };
  },
});

/** A name for a new cluster, or one collection of one database of one cluster. */
function lockKey(plan: RestorePlan): string {
  const what = planned(plan);
  return what.kind === 'cluster'
    ? `zilliz:new-cluster:${what.projectId}:${what.clusterName.toLowerCase()}`
    : `zilliz:collection:${what.clusterId}:${databaseName(what.destDatabase)}:${what.destCollection}`;
}

/** Sends the plan, once. The password of a new cluster is in this answer and nowhere else. */
async function submitRestore(
  client: ZillizClient,
  projectIdAs: ZillizSettings['projectIdAs'],
  plan: RestorePlan,
  options: SubmitOptions,
): Promise<Submission> {
  const what = planned(plan);
  if (what.kind === 'collection') {
    const { jobId } = await client.restoreCollection(backupKey(plan), collectionBody(what), options);
    return { operationId: jobId };
  }
  const started = await client.restoreCluster(backupKey(plan), clusterBody(what, projectIdAs), options);
  const { jobId, clusterId = '', username = 'db_admin', password } = started;
  const operationId = jobId ?? clusterId;
  if (password === undefined) return { operationId };
  return { operationId, secrets: { [`Password of ${username.slice(0, 60)}`]: password } };
}

async function whoAmI(client: ZillizClient, options: CallOptions): Promise<string> {
  const projects = await client.projects(options);
  const { items: clusters } = await client.clusters(options);
  const names = projects.slice(0, 5).map(({ projectName, projectId }) => projectName || projectId);
  const more = projects.length > names.length ? ` and ${projects.length - names.length} more` : '';
  const where = names.length === 0 ? 'no project' : `${listed(names)}${more}`;
  return `An API key of Zilliz Cloud that sees ${where}, with ${counted(clusters.length, 'cluster')}.`;
}
