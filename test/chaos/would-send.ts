import { isDeepStrictEqual } from 'node:util';
import type { RestorePlan } from '#core/restore-plan.ts';

/** What a call to a vendor asks for. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** What a plan of one kind stands for at its vendor: a part of the path, and members of the body (absent ones too). */
interface Sends {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whether a call is what this plan stands for, in the judge's own words: they must not be the product's. */
export function wouldSend(plan: RestorePlan, { path, body }: Asked): boolean {
  const sends = kinds[`${plan.provider} ${plan.kind}`]?.(plan);
  if (sends === undefined) throw new Error(`the judge does not know what a ${plan.kind} sends`);
  return (
    path.includes(sends.path) &&
    Object.entries(sends.body).every(([name, value]) => isDeepStrictEqual(memberOf(body, name), value))
  );
}

const kinds: Readonly<Record<string, (plan: RestorePlan) => Sends>> = {
  'cockroach database': (plan) =>
    cockroach(plan, 'DATABASE', {
      objects: namesIn(plan, 'databases').map((database) => ({ database })),
      restore_opts: given({ new_db_name: plan.options['new_db_name'] }),
    }),
  'cockroach table': (plan) =>
    cockroach(plan, 'TABLE', {
      objects: namesIn(plan, 'tables').map((name) => {
        const [database, schema, table] = name.split('.');
        return { database, schema, table };
      }),
      restore_opts: given({ into_db: plan.options['into_db'] }),
    }),
  'cockroach cluster': (plan) => cockroach(plan, 'CLUSTER', {}),
  'prisma database': (plan) => ({
    path: `/databases/${plan.target.id}/restore`,
    body: { source: { type: 'backup', databaseId: plan.source.id, backupId: backupOf(plan) } },
  }),
  'zilliz cluster': (plan) => ({
    path: `/${plan.source.id}/backups/${backupOf(plan)}/restoreCluster`,
    body: { clusterName: plan.target.name },
  }),
  'zilliz collection': (plan) => ({
    path: `/${plan.source.id}/backups/${backupOf(plan)}/restoreCollection`,
    body: { destClusterId: plan.target.id, dbCollections: [collectionGroup(plan)] },
  }),
  'atlas automated': (plan) =>
    atlas(plan, { deliveryType: 'automated', snapshotId: backupOf(plan), ...atlasTarget(plan) }),
  'atlas point-in-time': (plan) =>
    atlas(plan, {
      deliveryType: 'pointInTime',
      pointInTimeUTCSeconds: plan.point.type === 'instant' ? plan.point.at.getTime() / 1_000 : undefined,
      ...atlasTarget(plan),
    }),
  'atlas download': (plan) => atlas(plan, { deliveryType: 'download', snapshotId: backupOf(plan) }),
};

function cockroach(plan: RestorePlan, type: string, body: Sends['body']): Sends {
  return { path: `/clusters/${plan.target.id}/restores`, body: { type, backup_id: backupOf(plan), ...body } };
}

function atlas({ source }: RestorePlan, body: Sends['body']): Sends {
  const [project, cluster] = source.id.split('/');
  return { path: `/groups/${project}/clusters/${cluster}/backup/restoreJobs`, body };
}

function atlasTarget({ target }: RestorePlan): Sends['body'] {
  const [targetGroupId, targetClusterName] = target.id.split('/');
  return { targetGroupId, targetClusterName };
}

function collectionGroup({ options }: RestorePlan): object {
  return {
    collections: [
      {
        collectionName: options['collection'],
        destCollectionName: options['dest_collection'],
        destCollectionStatus: options['dest_status'],
      },
    ],
  };
}

function backupOf({ point }: RestorePlan): string | undefined {
  return point.type === 'backup' ? point.backupId : undefined;
}

function namesIn({ options }: RestorePlan, field: string): readonly string[] {
  const names = options[field];
  return Array.isArray(names) ? names : [];
}

/** Only what was given; nothing at all where that is nothing. */
function given(all: Readonly<Record<string, unknown>>): object | undefined {
  const some = Object.entries(all).filter(([, value]) => value !== undefined);
  return some.length === 0 ? undefined : Object.fromEntries(some);
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}
