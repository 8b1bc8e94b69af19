import { z } from 'zod';
import type { NumberedPage } from '../kit/reads.ts';
import {
  LooseNumber,
  OptionalNumber,
  OptionalText,
  OptionalTime,
  orElse,
  ownNumber,
  readCodeAndMessage,
  Time,
} from '../kit/wire-values.ts';

/**
 * The vendor's shapes (docs.zilliz.com/reference/restful, v2), only what we need. Status words stay strings: a new
 * one must not make a whole list unreadable.
 */

/** 0 in the reference; the vendor's own Go client takes 200 for a success too. */
const successes = [0, 200];

/** The payload out of `{"code": 0, "data": …}`. */
function envelope<T>(data: z.ZodType<T>): z.ZodType<T> {
  return z
    .object({ code: OptionalNumber.refine((code = -1) => successes.includes(code)), data })
    .transform((answer) => answer.data);
}

const Project = z.object({
  projectId: z.string().min(1),
  projectName: z.string(),
  /** Absent in recorded answers. */
  regionIds: orElse(z.array(z.string()), []),
  plan: OptionalText,
});
export type Project = z.output<typeof Project>;
export const ProjectList = envelope(z.array(Project));

const Cluster = z.object({
  clusterId: z.string().min(1),
  clusterName: z.string().min(1),
  projectId: z.string(),
  regionId: OptionalText,
  plan: OptionalText,
  cuType: OptionalText,
  cuSize: LooseNumber,
  /** `RUNNING`, `CREATING`, `RESTORE_BACKUP`, … */
  status: z.string(),
  createTime: OptionalTime,
  /** `Free`, `Serverless`, `Dedicated` */
  deploymentOption: OptionalText,
  globalClusterMeta: z.object({}).nullish(),
  /** 100: done. */
  createProgress: LooseNumber,
});
export type Cluster = z.output<typeof Cluster>;
export const ClusterDetail = envelope(Cluster);

const Backup = z.object({
  backupId: z.string().min(1),
  backupName: OptionalText,
  /** `CLUSTER`, `COLLECTION` */
  backupType: z.string(),
  /** `MANUAL`, `AUTO` */
  creationMethod: OptionalText,
  clusterId: z.string().min(1),
  clusterName: z.string(),
  projectId: OptionalText,
  /** `AVAILABLE`, `CREATING`, `DELETED` */
  status: z.string(),
  size: LooseNumber,
  createTime: Time,
  expireTime: OptionalTime,
  /** `LATEST`, `ORIGINAL` */
  restoreNewInstancePolicies: orElse(z.array(z.string()), []),
});
export type Backup = z.output<typeof Backup>;

const Collections = orElse(z.array(z.object({ collectionName: z.string(), status: OptionalText })), []);

/** The reference documents `dbCollections`; guides show a flat list too. */
export const BackupDetail = envelope(
  Backup.extend({
    regionId: OptionalText,
    dbCollections: orElse(z.array(z.object({ dbName: OptionalText, collections: Collections })), []),
    collections: Collections,
  }),
);
export type BackupDetail = z.output<typeof BackupDetail>;

export const ClusterPage = envelope(
  z
    .object({ count: LooseNumber, clusters: z.array(Cluster) })
    .transform(({ clusters, count }): NumberedPage<Cluster> => ({ items: clusters, count })),
);
export const BackupPage = envelope(
  z
    .object({ count: LooseNumber, backups: z.array(Backup) })
    .transform(({ backups, count }): NumberedPage<Backup> => ({ items: backups, count })),
);

const Job = z.object({
  jobId: z.string().min(1),
  type: OptionalText,
  /** `PENDING`, `IN_PROGRESS`, `SUCCESSFUL`, `FAILED`, `CANCELING`, `CANCELED` */
  status: z.string(),
  /** Per cent. */
  progress: LooseNumber,
  endTime: OptionalTime,
  reason: OptionalText,
});
export type Job = z.output<typeof Job>;
export const JobDetail = envelope(Job);

/** An older guide shows no job; one of the two ids is enough to follow the restore, and the password is not lost over it. */
export const StartedCluster = envelope(
  z
    .object({ clusterId: OptionalText, jobId: OptionalText, username: OptionalText, password: OptionalText })
    .refine(({ clusterId, jobId }) => clusterId !== undefined || jobId !== undefined, { path: ['jobId'] }),
);
export const StartedCollection = envelope(z.object({ jobId: z.string().min(1) }));

/** Whether an answer under status 200 is an error. One without a code is neither: it is not what is documented. */
export function saysNo(body: unknown): boolean {
  const { code } = readCodeAndMessage(body);
  return code !== undefined && !successes.map(String).includes(code);
}

/** The code in an error that the vendor itself wrote, and no gateway in front of it. */
export function ownCode(body: unknown): string | undefined {
  const code = ownNumber(body);
  return successes.includes(Number(code)) ? undefined : code;
}

/** A backup lives under the cluster it was made of, even where that cluster is gone. */
export interface BackupKey {
  readonly clusterId: string;
  readonly backupId: string;
}
