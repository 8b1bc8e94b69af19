import { z } from 'zod';
import type { Page } from '../kit/reads.ts';
import { LooseNumber, OptionalText, OptionalTime, orElse, Time } from '../kit/wire-values.ts';

/**
 * The vendor's shapes (OpenAPI document 2024-09-16), only what we need. Status words stay strings: a new one must
 * not make a whole list unreadable.
 */

/** Null in the vendor's own samples. */
const Pagination = z.object({ next_page: z.string().nullish() }).nullish();

export const Organization = z.object({ id: z.string(), label: z.string(), name: z.string() });

export const Cluster = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  /** `v25.2.3` */
  cockroach_version: z.string(),
  /** `BASIC`, `STANDARD`, `ADVANCED` */
  plan: z.string(),
  /** `CREATING`, `CREATED`, `CREATION_FAILED`, `DELETED`, `LOCKED` */
  state: z.string(),
  /** `UNSPECIFIED` when idle, else such as `DEDICATED_FULL_CLUSTER_RESTORE_RUNNING`. */
  operation_status: z.string(),
  upgrade_status: z.string(),
  created_at: OptionalTime,
  /** Required by the document; an empty map may be left out. */
  labels: orElse(z.record(z.string(), z.string()), {}),
  /** `sql_dns`: the host name of the SQL interface in that region. */
  regions: orElse(z.array(z.object({ sql_dns: z.string().catch('') })), []),
});
export type Cluster = z.output<typeof Cluster>;

export const Database = z.object({
  name: z.string().min(1),
  /** An int64, hence text on the wire. */
  table_count: LooseNumber,
});
export type Database = z.output<typeof Database>;

export const Backup = z.object({ id: z.string().min(1), as_of_time: Time });
export type Backup = z.output<typeof Backup>;

/** A database, or one table of it. */
const RestoreItem = z.object({ database: z.string(), schema: OptionalText, table: OptionalText });
export type RestoreItem = Readonly<z.input<typeof RestoreItem>>;

export const Restore = z.object({
  id: z.string().min(1),
  backup_id: z.string(),
  /** `PENDING`, `SUCCESS`, `FAILED` */
  status: z.string(),
  created_at: Time,
  /** `CLUSTER`, `DATABASE`, `TABLE` */
  type: z.string(),
  /** 0 to 1; the vendor's samples show 1 while PENDING, so that it decides nothing. */
  completion_percent: LooseNumber,
  /** Set some time after SUCCESS. */
  completed_at: OptionalTime,
  /** Absent in the documented answers of a DATABASE restore. */
  objects: orElse(z.array(RestoreItem), []),
  restore_opts: z.record(z.string(), z.unknown()).nullish(),
  client_error_code: LooseNumber,
  client_error_message: OptionalText,
});
export type Restore = z.output<typeof Restore>;

/** What a submission must give; all else can be read later. */
export const CreatedRestore = z.object({ id: z.string().min(1) });

export const ClusterPage = z
  .object({ clusters: z.array(Cluster), pagination: Pagination })
  .transform(({ clusters, pagination }) => page(clusters, pagination));
export const DatabasePage = z
  .object({ databases: z.array(Database), pagination: Pagination })
  .transform(({ databases, pagination }) => page(databases, pagination));
export const BackupPage = z
  .object({ backups: z.array(Backup), pagination: Pagination })
  .transform(({ backups, pagination }) => page(backups, pagination));
export const RestorePage = z
  .object({ restores: z.array(Restore), pagination: Pagination })
  .transform(({ restores, pagination }) => page(restores, pagination));

function page<T>(items: readonly T[], pagination: z.output<typeof Pagination>): Page<T> {
  return { items, next: pagination?.next_page || undefined };
}
