import type { Reach } from '#core/data-check.ts';
import type { CallOptions } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { PrismaClient } from './client.ts';

/** A Prisma Postgres database is always called this (prisma.io/docs/postgres/database/connecting-to-your-database). */
const databaseName = 'postgres';

/** Where the restored database can be read. Many databases share a host; the credential decides which one it opens. */
export async function reachRestored(
  client: PrismaClient,
  { target }: RestorePlan,
  options: CallOptions,
): Promise<Reach> {
  const direct = await client.endpoint(target, options);
  return {
    host: direct?.host,
    port: direct?.port ?? 5_432,
    databases: [{ name: databaseName, as: databaseName }],
    credentialOpens: 'one',
  };
}
