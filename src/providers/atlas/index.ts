import { counted } from '#core/amounts.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { createClientCredentials } from '../http/client-credentials.ts';
import { createDigest } from '../http/digest.ts';
import { backupId } from '../kit/form.ts';
import { defineProvider } from '../kit/manifest.ts';
import { moments, snapshots, sources, targets } from './choices.ts';
import { createAtlasClient, type Does, type Has } from './client.ts';
import { tellMore, type ProjectNames } from './errors.ts';
import { baseline, find } from './find.ts';
import { consoleUrl, leftToDo } from './impact.ts';
import { createJobClient } from './jobs.ts';
import { atlasKinds } from './kinds.ts';
import { observe } from './observe.ts';
import { clusterOf } from './paths.ts';
import { plan } from './plan.ts';
import { cancel, cancels, poll } from './poll.ts';
import { preflight } from './preflight.ts';
import { AtlasSettings } from './settings.ts';
import { mongodbAtlas } from './vendor.ts';
import { verify } from './verify.ts';
import { apiOption } from './wire.ts';

/** One key for a target, whatever API it is restored by. */
const lockKeys: Does<'lockKeys'> = (_, plan) => {
  if (plan.kind === 'download') return [`atlas:snapshot:${backupId(plan)}`];
  const { projectId, name } = clusterOf(plan.target);
  return [`atlas:cluster:${projectId}:${name}`];
};

const submit: Does<'submit'> = async ({ jobs }, plan, options) => {
  const { id } = await jobs.create(plan, options);
  return { operationId: id };
};

const whoAmI: Does<'whoAmI'> = async ({ client, caller }, options) => {
  const seen = await client.projects(options);
  return `${caller} at MongoDB Atlas that sees ${counted(seen.length, 'project')}.`;
};

/** The same operation, which learns the names of the projects that the plan names. */
function naming<Options, Answer>(act: (has: Has, plan: RestorePlan, options: Options) => Answer): typeof act {
  return (has, plan, options) => {
    for (const { id, name } of [plan.source, plan.target]) {
      const [project = '', cluster] = name.split('/');
      if (cluster !== undefined) has.names.set(clusterOf({ id, name }).projectId, project);
    }
    return act(has, plan, options);
  };
}

/** Cloud backups of MongoDB Atlas: dedicated clusters (v2 or v1.0), Flex, and M2/M5 as long as somebody has them. */
export const atlas = defineProvider({
  name: 'atlas',
  vendor: mongodbAtlas,
  hasTags: true,
  restores: 'snapshot, point in time, download; dedicated, Flex and tenant clusters; API v2 and v1.0',
  kinds: atlasKinds.map((kind) => ({ ...kind, own: [apiOption] })),
  Settings: AtlasSettings,
  example: {
    connection: 'atlas-main',
    credential: 'a service account with Project Backup Manager in the projects of source and target',
  },
  exampleSettings: { clientId: '${ATLAS_CLIENT_ID}', clientSecret: '${ATLAS_CLIENT_SECRET}' },
  open({ settings, connect, now }) {
    const { caller, ...credential } = credentialOf(settings, now);
    const names: ProjectNames = new Map();
    const http = tellMore(connect(credential), names);
    return { client: createAtlasClient(http, names), jobs: createJobClient(http, now), names, caller };
  },
  operations: {
    choices: { source: sources, target: targets, backup: snapshots, at: moments },
    plan,
    lockKeys,
    preflight: naming(preflight),
    observe: naming(observe),
    baseline: naming(baseline),
    submit: naming(submit),
    find: naming(find),
    poll,
    cancel,
    cancels,
    verify,
    consoleUrl,
    leftToDo,
    whoAmI,
  },
});

/** The settings hold one of the two, whole. */
function credentialOf(settings: AtlasSettings, now: () => Date) {
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
