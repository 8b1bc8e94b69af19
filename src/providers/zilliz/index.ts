import { randomBytes } from 'node:crypto';
import { defined } from '#core/defined.ts';
import type { Egress } from '#core/egress.ts';
import type { CallOptions, RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { createHttpClient } from '../http/client.ts';
import type { RetryPolicy } from '../http/types.ts';
import { counted, listed } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createZillizClient, type ZillizClient } from './client.ts';
import { findRestores, readBaseline } from './find.ts';
import { leftToDo } from './impact.ts';
import { zillizKinds } from './kinds.ts';
import { databaseName, suffixOf } from './names.ts';
import { fingerprint } from './observe.ts';
import { planned } from './options.ts';
import { makePlan } from './plan.ts';
import { pollRestore } from './poll.ts';
import { checkPlan } from './preflight.ts';
import type { ZillizSettings } from './settings.ts';
import { submitRestore } from './submit.ts';
import { zillizCloud } from './vendor.ts';
import { verifyRestore } from './verify.ts';

export interface ZillizDeps {
  /** The connection's name in the configuration. */
  readonly connection: string;
  readonly settings: ZillizSettings;
  readonly limiter: RateLimiter;
  readonly egress?: Egress;
  readonly now?: () => Date;
  /** Makes new names unique. */
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly retry?: Partial<RetryPolicy>;
}

/** Backups of Zilliz Cloud's dedicated clusters. No cancel: the vendor cannot cancel a restore. */
export function createZillizProvider(deps: ZillizDeps): RestoreProvider {
  const { connection, settings } = deps;
  const now = deps.now ?? (() => new Date());
  const random = deps.randomBytes ?? randomBytes;
  const client = clientOf(deps, now);
  return {
    name: 'zilliz',
    title: zillizCloud.name,
    connection,
    kinds: zillizKinds(settings.settleMs).map((kind) => ({ ...kind, vendor: zillizCloud.name })),
    hasTags: false,
    choices: (query, options) => listChoices({ client, now }, query, options),
    plan: (kind, input, options) =>
      makePlan({ connection, client, suffix: () => suffixOf(random(8)) }, kind, input, options),
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
}

function clientOf(
  { connection, settings, limiter, egress, retry }: ZillizDeps,
  now: () => Date,
): ZillizClient {
  const { baseUrl, apiKey } = settings;
  const open = (timeoutMs: number) =>
    createHttpClient({
      connection,
      baseUrl,
      vendor: zillizCloud,
      limiter,
      egress,
      secrets: [apiKey],
      headers: () => ({ authorization: `Bearer ${apiKey.reveal()}` }),
      timeoutMs,
      now,
      ...defined({ retry }),
    });
  return createZillizClient(open(settings.timeoutMs), open(settings.submitTimeoutMs));
}

/** A name for a new cluster, or one collection of one database of one cluster. */
function lockKey(plan: RestorePlan): string {
  const what = planned(plan);
  return what.kind === 'cluster'
    ? `zilliz:new-cluster:${what.projectId}:${what.clusterName.toLowerCase()}`
    : `zilliz:collection:${what.clusterId}:${databaseName(what.destDatabase)}:${what.destCollection}`;
}

async function whoAmI(client: ZillizClient, options: CallOptions): Promise<string> {
  const projects = await client.projects(options);
  const { items: clusters } = await client.clusters(options);
  const names = projects.slice(0, 5).map(({ projectName, projectId }) => projectName || projectId);
  const more = projects.length > names.length ? ` and ${projects.length - names.length} more` : '';
  const where = names.length === 0 ? 'no project' : `${listed(names)}${more}`;
  return `An API key of Zilliz Cloud that sees ${where}, with ${counted(clusters.length, 'cluster')}.`;
}
