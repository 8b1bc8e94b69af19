import { failed, notPossible, passed } from '../kit/verdicts.ts';
import type { Does } from './client.ts';
import { showsPlan } from './databases.ts';

/** Looks at the target once more. The API shows no data: only its status, and where the data came from. */
export const verify: Does<'verify'> = async ({ client }, { plan }, options) => {
  const { body: target } = await client.database(plan.target, options);
  const name = `“${plan.target.name}”`;
  if (target.status !== 'ready') {
    const text = `${name} is ${target.status.slice(0, 30)} again, although it was ready: look at it in the Prisma Console before anybody uses it.`;
    return failed('target-not-ready', text);
  }
  if (showsPlan(target, plan)) {
    const text = `${name} is ready, and Prisma Postgres shows the backup as where its data came from.`;
    return passed('source-shown', text);
  }
  const text = `${name} is ready, and Prisma Postgres does not show which backup its data came from: “ready” proves only that the recovery ended. Look into the data before anybody uses it.`;
  return notPossible('source-not-shown', text);
};

/** A Prisma Postgres database is always called this (prisma.io/docs/postgres/database/connecting-to-your-database). */
const databaseName = 'postgres';

/** Where the restored database can be read. Many databases share a host; the credential decides which one it opens. */
export const reach: Does<'reach'> = async ({ client }, { target }, options) => {
  const direct = await client.endpoint(target, options);
  return {
    host: direct?.host,
    port: direct?.port ?? 5_432,
    databases: [{ name: databaseName, as: databaseName }],
    credentialOpens: 'one',
  };
};
