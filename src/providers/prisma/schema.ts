import { z } from 'zod';
import type { Failure } from '../http/types.ts';
import type { Page } from '../kit/reads.ts';
import { LooseNumber, LooseText, Time } from '../kit/wire-values.ts';

/**
 * The vendor's shapes (types of @prisma/management-api-sdk 1.80.0), only what we need: answers may hold connections
 * with a password, and what is not named here is never read. Status words stay strings: a new one must not make a
 * whole list unreadable.
 */

/** The payload out of `{"data": …}`. */
function envelope<T>(payload: z.ZodType<T>) {
  return z.object({ data: payload }).transform(({ data }) => data);
}

const Id = z.string().min(1);
const Named = z.object({ id: Id, name: z.string().min(1) });

/** Where the data came from, as the vendor shows it; for a database made from nothing there is none. */
const BackupSource = z.object({ type: z.literal('backup'), databaseId: Id, backupId: Id });
export type BackupSource = z.output<typeof BackupSource>;

export const Database = z.object({
  id: Id,
  name: z.string().min(1),
  /** `failure`, `provisioning`, `ready`, `recovering` */
  status: z.string(),
  createdAt: Time,
  project: Named,
  region: Named.nullish().catch(undefined),
  isDefault: z.boolean().optional().catch(undefined),
  source: BackupSource.optional().catch(undefined),
});
export type Database = z.output<typeof Database>;

export const OneDatabase = envelope(Database);

/** Host and port of a database's own connection, and nothing else of it: `directConnection` may hold a password. */
export const Endpoint = envelope(
  z.object({
    id: Id,
    connections: z.array(
      z.object({
        endpoints: z.object({ direct: z.object({ host: z.string().min(1), port: z.int() }).optional() }),
      }),
    ),
  }),
).transform(({ id, connections }) => {
  const direct = connections.find(({ endpoints }) => endpoints.direct !== undefined)?.endpoints.direct;
  return { id, direct };
});

export const DatabasePage = z
  .object({
    data: z.array(Database),
    pagination: z.object({ hasMore: z.boolean(), nextCursor: z.string().nullish() }),
  })
  .transform(({ data, pagination }): Page<Database> => {
    const next = pagination.hasMore ? pagination.nextCursor : undefined;
    return { items: data, next: next || undefined };
  });

/** What a submission must give: the database, with the status that it has from now on. */
export const Accepted = envelope(z.object({ id: Id, status: z.string() }));

export const Backup = z.object({
  id: Id,
  /** `full`, `incremental`, `differential` */
  backupType: z.string(),
  createdAt: Time,
  /** `running`, `completed`, `failed`, `unknown` */
  status: z.string(),
  /** Bytes, gzipped. */
  size: LooseNumber,
});
export type Backup = z.output<typeof Backup>;

/** There is no second page: `hasMore` with the largest limit means that some can never be seen. */
export const BackupList = z
  .object({ data: z.array(Backup), pagination: z.object({ hasMore: z.boolean() }) })
  .transform(({ data, pagination }) => ({ backups: data, cutOff: pagination.hasMore }));
export type BackupList = z.output<typeof BackupList>;

export const Me = envelope(
  z.object({
    user: z.object({ email: z.string() }).nullable(),
    workspace: Named.nullable(),
    credential: z.object({ type: z.string() }).nullable(),
  }),
);

export const Subscription = envelope(z.object({ planName: z.string(), usageBlocked: z.boolean() }));
export type Subscription = z.output<typeof Subscription>;

const VendorFailure = z.object({ error: z.object({ code: LooseText, message: LooseText, hint: LooseText }) });

/** The vendor's words in the body of an error: its message, and its hint after it. */
export function readFailure(body: unknown): Failure {
  const { code, message = '', hint = '' } = VendorFailure.safeParse(body).data?.error ?? {};
  return { code, message: `${message} ${hint}`.trim() || undefined };
}

const OwnFailure = z.object({ error: z.object({ code: z.string().min(1), message: z.string() }) });

/** The code in an error that the vendor itself wrote, and no gateway in front of it. */
export function ownCode(body: unknown): string | undefined {
  return OwnFailure.safeParse(body).data?.error.code;
}
