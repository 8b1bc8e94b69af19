import { counted } from '#core/amounts.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { listed } from '../kit/words.ts';
import { backups, collections, projects, sources, targets } from './choices.ts';
import { createZillizClient, type Does } from './client.ts';
import { baseline, find } from './find.ts';
import { leftToDo } from './impact.ts';
import { zillizKinds } from './kinds.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import { poll } from './poll.ts';
import { preflight } from './preflight.ts';
import { ZillizSettings } from './settings.ts';
import { zillizCloud } from './vendor.ts';
import { verify } from './verify.ts';
import { backupKey, clusterBody, collectionBody, databaseName, planned } from './wire.ts';

/** A name for a new cluster, or one collection of one database of one cluster. */
const lockKeys: Does<'lockKeys'> = (_, plan) => {
  const what = planned(plan);
  return what.kind === 'cluster'
    ? [`zilliz:new-cluster:${what.projectId}:${what.clusterName.toLowerCase()}`]
    : [`zilliz:collection:${what.clusterId}:${databaseName(what.destDatabase)}:${what.destCollection}`];
};

/** The password of a new cluster is in this answer and nowhere else. */
const submit: Does<'submit'> = async ({ client, settings }, plan, options) => {
  const what = planned(plan);
  if (what.kind === 'collection') {
    const { jobId } = await client.restoreCollection(backupKey(plan), collectionBody(what), options);
    return { operationId: jobId };
  }
  const body = clusterBody(what, settings.projectIdAs);
  const started = await client.restoreCluster(backupKey(plan), body, options);
  const { jobId, clusterId = '', username = 'db_admin', password } = started;
  const operationId = jobId ?? clusterId;
  if (password === undefined) return { operationId };
  return { operationId, secrets: { [`Password of ${username.slice(0, 60)}`]: password } };
};

const whoAmI: Does<'whoAmI'> = async ({ client }, options) => {
  const projects = await client.projects(options);
  const { items: clusters } = await client.clusters(options);
  const names = projects.slice(0, 5).map(({ projectName, projectId }) => projectName || projectId);
  const more = projects.length > names.length ? ` and ${projects.length - names.length} more` : '';
  const where = names.length === 0 ? 'no project' : `${listed(names)}${more}`;
  return `An API key of Zilliz Cloud that sees ${where}, with ${counted(clusters.length, 'cluster')}.`;
};

/** Backups of Zilliz Cloud's dedicated clusters. No cancel: the vendor cannot cancel a restore. */
export const zilliz = defineProvider({
  name: 'zilliz',
  vendor: zillizCloud,
  hasTags: false,
  restores: 'a whole cluster into a new one, one collection into an existing one',
  kinds: zillizKinds,
  Settings: ZillizSettings,
  example: {
    connection: 'zilliz-vectors',
    credential: 'a customized API key with Project Admin in the projects of source and destination',
  },
  exampleSettings: { apiKey: '${ZILLIZ_API_KEY}' },
  open({ settings, connect }) {
    const key = bearer(settings.apiKey);
    const submitter = connect({ ...key, timeoutMs: settings.submitTimeoutMs });
    return { client: createZillizClient(connect(key), submitter) };
  },
  operations: {
    choices: {
      source: sources,
      backup: backups,
      project: projects,
      target: targets,
      collection: collections,
    },
    plan,
    lockKeys,
    preflight,
    observe,
    baseline,
    submit,
    find,
    poll,
    verify,
    leftToDo,
    whoAmI,
  },
});
