import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { HttpClient, ReadRequest } from '../http/types.ts';
import type { Connection, OperationName, OperationOf } from '../kit/manifest.ts';
import { bodyOf, readList, wholeBytes } from '../kit/reads.ts';
import { sameDatabase } from './databases.ts';
import { Accepted, BackupList, DatabasePage, Endpoint, Me, OneDatabase, Subscription } from './schema.ts';
import type { PrismaSettings } from './settings.ts';
import type { restoreBody } from './wire.ts';

/** The largest page of a list, and the most backups that can be had at all. */
const sizes = [100, 20, 5] as const;

type Use = Pick<ReadRequest<unknown>, 'use'>;

/** The endpoints that a restore needs, one function each. */
export function createPrismaClient(http: HttpClient) {
  return {
    me: (options: CallOptions) =>
      bodyOf(
        http.get({ action: 'read who we are at Prisma Postgres', path: '/v1/me', answer: Me, ...options }),
      ),
    subscription({ id, name }: Resource, options: CallOptions) {
      const action = `read the plan of workspace “${name}”`;
      const path = `/v1/workspaces/${encodeURIComponent(id)}/subscription`;
      return bodyOf(http.get({ action, path, answer: Subscription, ...options }));
    },
    async databases(options: CallOptions) {
      const list = { action: 'list the databases', path: '/v1/databases', answer: DatabasePage, sizes };
      const found = await readList(http, { ...list, query: (cursor, limit) => ({ cursor, limit }) }, options);
      return found.items;
    },
    async database(database: Resource, options: CallOptions & Use) {
      const action = `read database “${database.name}”`;
      const found = await http.get({ action, path: pathOf(database), answer: OneDatabase, ...options });
      assertSame(database, found.body.id, action, 'contract');
      return found;
    },
    /** Where the database itself is; `undefined`: the vendor does not say. */
    async endpoint(database: Resource, options: CallOptions) {
      const action = `read where database “${database.name}” is`;
      const request = { action, path: pathOf(database), answer: Endpoint, ...options };
      const { id, direct } = await bodyOf(http.get(request));
      assertSame(database, id, action, 'contract');
      return direct;
    },
    backups(database: Resource, options: CallOptions) {
      const action = `list the backups of database “${database.name}”`;
      const path = `${pathOf(database)}/backups`;
      const query = { limit: sizes[0] };
      return bodyOf(http.get({ action, path, query, answer: BackupList, maxBytes: wholeBytes, ...options }));
    },
    async restore(target: Resource, body: ReturnType<typeof restoreBody>, options: SubmitOptions) {
      const action = `start the restore of database “${target.name}”`;
      const path = `${pathOf(target)}/restore`;
      const accepted = await http.write({ action, path, body, answer: Accepted, ...options });
      assertSame(target, accepted.body.id, action, 'indeterminate');
      return accepted;
    },
  };
}
export type PrismaClient = ReturnType<typeof createPrismaClient>;

function pathOf({ id }: Resource): string {
  return `/v1/databases/${encodeURIComponent(id)}`;
}

/** An answer about another database must neither start nor end ours. */
function assertSame(asked: Resource, answered: string, action: string, kind: 'contract' | 'indeterminate') {
  if (sameDatabase(asked.id, answered)) return;
  const detail = 'Prisma Postgres answered with another database';
  const advice =
    'Look at the database in the Prisma Console, and report this to the team that runs restorebot.';
  throw new ProviderError({ kind, action, detail, advice });
}

/** What every operation has of its connection. */
interface Has extends Connection<PrismaSettings> {
  readonly client: PrismaClient;
}

export type Does<Name extends OperationName> = OperationOf<Has, Name>;
