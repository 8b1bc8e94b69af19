import type { RestorePlan } from '#core/restore-plan.ts';
import type { Secret } from '#core/secret.ts';
import { createClientCredentials } from '../http/client-credentials.ts';
import { createDigest } from '../http/digest.ts';
import type { Authorization } from '../http/types.ts';
import { defineProvider } from '../kit/manifest.ts';
import { counted } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createAtlasClient } from './client.ts';
import { findRestores, readBaseline } from './find.ts';
import { clusterOf } from './ids.ts';
import { consoleUrl, leftToDo } from './impact.ts';
import { createJobClient } from './jobs.ts';
import { atlasKinds } from './kinds.ts';
import { fingerprint } from './observe.ts';
import { apiOption } from './places.ts';
import { makePlan } from './plan.ts';
import { cancelJob, canCancelPlan, pollJob } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { createProjectNames, tellRoles } from './roles.ts';
import { AtlasSettings } from './settings.ts';
import { mongodbAtlas } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { snapshotId } from './wire.ts';

/** Cloud backups of MongoDB Atlas: dedicated clusters (v2 or v1.0), Flex, and M2/M5 as long as somebody has them. */
export const atlas = defineProvider({
  name: 'atlas',
  vendor: mongodbAtlas,
  restores: 'snapshot, point in time, download; dedicated, Flex and tenant clusters; API v2 and v1.0',
  kinds: atlasKinds.map((kind) => ({ ...kind, own: [apiOption] })),
  Settings: AtlasSettings,
  example: {
    connection: 'atlas-main',
    credential: 'a service account with Project Backup Manager in the projects of source and target',
  },
  exampleSettings: { clientId: '${ATLAS_CLIENT_ID}', clientSecret: '${ATLAS_CLIENT_SECRET}' },
  operations({ connection, settings, now, connect }) {
    const { apiVersion, projects, baseUrl } = settings;
    const { caller, ...credential } = credentialOf(settings, now);
    const names = createProjectNames();
    const http = tellRoles(connect(credential), names);
    const client = createAtlasClient(http, names);
    const jobs = createJobClient(http, now);
    const clusters = { client, projects };
    const known = (plan: RestorePlan): RestorePlan => {
      for (const cluster of [plan.source, plan.target]) names.learnFrom(cluster);
      return plan;
    };
    return {
      hasTags: true,
      choices: (query, options) => listChoices({ ...clusters, now }, query, options),
      plan: (kind, input, options) =>
        makePlan({ ...clusters, connection, apiVersion, now }, kind, input, options),
      lockKeys: lockKeysOf,
      consoleUrl: (plan) => consoleUrl(baseUrl, plan),
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
      async whoAmI(options) {
        const seen = await client.projects(options);
        return `${caller} at MongoDB Atlas that sees ${counted(seen.length, 'project')}.`;
      },
    };
  },
});

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
