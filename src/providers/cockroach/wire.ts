import { defined } from '#core/defined.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { latestWhenAsked, namesIn, restoreOpts } from './options.ts';
import type { RestoreItem } from './schema.ts';
import { toItem } from './table-name.ts';

/** The body of `POST /api/v1/clusters/{destination}/restores`. */
export interface RestoreBody {
  readonly type: 'CLUSTER' | 'DATABASE' | 'TABLE';
  /** Always there: left out, the vendor would choose one at that moment. */
  readonly backup_id: string;
  readonly source_cluster_id?: string;
  readonly objects?: readonly RestoreItem[];
  readonly restore_opts?: Readonly<Record<string, string | true>>;
}

/** The kinds of a plan and the vendor's words for them. */
const types = { cluster: 'CLUSTER', database: 'DATABASE', table: 'TABLE' } as const;

export function restoreType(plan: RestorePlan): RestoreBody['type'] {
  const type = Object.entries(types).find(([kind]) => kind === plan.kind)?.[1];
  if (type === undefined) throw new RangeError('the plan is not of a kind that CockroachDB Cloud has');
  return type;
}

/** What exactly is sent for a plan; the same bytes every time. */
export function restoreBody(plan: RestorePlan): RestoreBody {
  const objects = restoreObjects(plan);
  const opts = restoreOpts(plan);
  const namesSource = plan.source.id !== plan.target.id || plan.options['backup'] === latestWhenAsked;
  return {
    backup_id: backupId(plan),
    ...defined({ source_cluster_id: namesSource ? plan.source.id : undefined }),
    type: restoreType(plan),
    ...defined({
      objects: objects.length === 0 ? undefined : objects,
      restore_opts: Object.keys(opts).length === 0 ? undefined : opts,
    }),
  };
}

/** The databases or tables of a plan; none for a whole cluster. */
export function restoreObjects(plan: RestorePlan): readonly RestoreItem[] {
  switch (restoreType(plan)) {
    case 'CLUSTER':
      return [];
    case 'DATABASE':
      return namesIn(plan, 'databases').map((database) => ({ database }));
    case 'TABLE':
      return namesIn(plan, 'tables').map(toItem);
  }
}

export function backupId({ point }: RestorePlan): string {
  if (point.type !== 'backup') throw new RangeError('CockroachDB Cloud restores backups, not points in time');
  return point.backupId;
}
