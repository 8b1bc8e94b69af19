import type { Submission, SubmitOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { ZillizClient } from './client.ts';
import { backupKey, planned } from './options.ts';
import type { StartedCluster } from './schema.ts';
import type { ZillizSettings } from './settings.ts';
import { clusterBody, collectionBody } from './wire.ts';

/** Sends the plan, once. The password of a new cluster is in this answer and nowhere else. */
export async function submitRestore(
  client: ZillizClient,
  projectIdAs: ZillizSettings['projectIdAs'],
  plan: RestorePlan,
  options: SubmitOptions,
): Promise<Submission> {
  const what = planned(plan);
  const key = backupKey(plan);
  if (what.kind === 'collection') {
    const { jobId } = await client.restoreCollection(key, collectionBody(what), options);
    return { operationId: jobId };
  }
  return submissionOf(await client.restoreCluster(key, clusterBody(what, projectIdAs), options));
}

function submissionOf({ jobId, clusterId, username = 'db_admin', password }: StartedCluster): Submission {
  return {
    operationId: jobId ?? clusterId ?? '',
    ...(password === undefined ? {} : { secrets: { [`Password of ${username.slice(0, 60)}`]: password } }),
  };
}
