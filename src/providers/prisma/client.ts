import type { z } from 'zod';
import { ProviderError } from '#core/provider-error.ts';
import type { CallOptions, SubmitOptions } from '#core/provider.ts';
import type { Resource } from '#core/restore-plan.ts';
import type { Answer, HttpClient } from '../http/types.ts';
import { inSmallerPages, readPages } from '../kit/pages.ts';
import { sameDatabase } from './ids.ts';
import {
  Accepted,
  BackupList,
  DatabasePage,
  Endpoint,
  Me,
  OneDatabase,
  Subscription,
  type Database,
} from './schema.ts';
import type { RestoreBody } from './wire.ts';

/** The largest page of a list, and the most backups that can be had at all. */
const pageSizes = [100, 20, 5] as const;

/** Bytes of the list of backups, which has no pages. */
const wholeBytes = 8_000_000;

/** The endpoints that a restore needs, one function each. */
export interface PrismaClient {
  me(options: CallOptions): Promise<Me>;
  subscription(workspace: Resource, options: CallOptions): Promise<Subscription>;
  databases(options: CallOptions): Promise<readonly Database[]>;
  /** `use`: what the call counts as; looks give way to acts. */
  database(database: Resource, use: 'act' | 'look', options: CallOptions): Promise<Answer<Database>>;
  /** Where the database itself is; `undefined`: the vendor does not say. */
  endpoint(database: Resource, options: CallOptions): Promise<z.output<typeof Endpoint>['direct']>;
  backups(database: Resource, options: CallOptions): Promise<BackupList>;
  restore(target: Resource, body: RestoreBody, options: SubmitOptions): Promise<Answer<Accepted>>;
}

export function createPrismaClient(http: HttpClient): PrismaClient {
  return {
    async me({ signal }) {
      const action = 'read who we are at Prisma Postgres';
      return (await http.get({ action, path: '/v1/me', answer: Me, use: 'act', signal })).body;
    },
    async subscription({ id, name }, { signal }) {
      const action = `read the plan of workspace “${name}”`;
      const path = `/v1/workspaces/${encodeURIComponent(id)}/subscription`;
      return (await http.get({ action, path, answer: Subscription, use: 'act', signal })).body;
    },
    async databases({ signal }) {
      const action = 'list the databases';
      return inSmallerPages(pageSizes, (limit) => {
        const read = async (cursor: string | undefined) => {
          const query = { cursor, limit };
          const path = '/v1/databases';
          return (await http.get({ action, path, query, answer: DatabasePage, use: 'act', signal })).body;
        };
        return readPages(read, () => {
          throw broken(action, 'the pages of the list at Prisma Postgres do not end', 'contract');
        });
      });
    },
    async database(database, use, { signal }) {
      const action = `read database “${database.name}”`;
      const found = await http.get({ action, path: pathOf(database), answer: OneDatabase, use, signal });
      assertSame(database, found.body.id, action, 'contract');
      return found;
    },
    async endpoint(database, { signal }) {
      const action = `read where database “${database.name}” is`;
      const request = { action, path: pathOf(database), answer: Endpoint, use: 'act', signal } as const;
      const { id, direct } = (await http.get(request)).body;
      assertSame(database, id, action, 'contract');
      return direct;
    },
    async backups(database, { signal }) {
      const action = `list the backups of database “${database.name}”`;
      const path = `${pathOf(database)}/backups`;
      const query = { limit: pageSizes[0] };
      const request = { action, path, query, answer: BackupList, maxBytes: wholeBytes } as const;
      return (await http.get({ ...request, use: 'act', signal })).body;
    },
    async restore(target, body, { signal, mayPost }) {
      const action = `start the restore of database “${target.name}”`;
      const path = `${pathOf(target)}/restore`;
      const request = { action, path, body, answer: Accepted, use: 'act', method: 'POST' } as const;
      const accepted = await http.write({ ...request, signal, mayPost });
      assertSame(target, accepted.body.id, action, 'indeterminate');
      return accepted;
    },
  };
}

function pathOf({ id }: Resource): string {
  return `/v1/databases/${encodeURIComponent(id)}`;
}

/** An answer about another database must neither start nor end ours. */
function assertSame(
  asked: Resource,
  answered: string,
  action: string,
  kind: 'contract' | 'indeterminate',
): void {
  if (sameDatabase(asked.id, answered)) return;
  throw broken(action, 'Prisma Postgres answered with another database', kind);
}

function broken(action: string, detail: string, kind: 'contract' | 'indeterminate'): ProviderError {
  const advice =
    'Look at the database in the Prisma Console, and report this to the team that runs restorebot.';
  return new ProviderError({ kind, action, detail, advice });
}
