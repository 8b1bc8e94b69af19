import type { CallOptions } from '#core/provider.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { counted } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createPrismaClient, type PrismaClient } from './client.ts';
import { findRestore, readBaseline } from './find.ts';
import { bareId, operationIdOf } from './ids.ts';
import { leftToDo } from './impact.ts';
import { prismaKinds } from './kinds.ts';
import { fingerprint } from './observe.ts';
import { makePlan } from './plan.ts';
import { pollRestore } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { reachRestored } from './reach.ts';
import { PrismaSettings } from './settings.ts';
import { prismaPostgres } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { restoreBody } from './wire.ts';

/** Backups of Prisma Postgres, restored in place. No cancel: the vendor has none. */
export const prisma = defineProvider({
  name: 'prisma',
  vendor: prismaPostgres,
  restores: 'a database from its own or another’s backup',
  kinds: prismaKinds,
  Settings: PrismaSettings,
  example: { connection: 'prisma-shop', credential: 'a service token of the workspace' },
  exampleSettings: { token: '${PRISMA_TOKEN}' },
  operations({ connection, settings, now, connect }) {
    const client = createPrismaClient(connect(bearer(settings.token)));
    return {
      hasTags: false,
      choices: (query, options) => listChoices(client, now, query, options),
      plan: (kind, input, options) => makePlan({ connection, client }, kind, input, options),
      lockKeys: (plan) => [`prisma:database:${bareId(plan.target.id)}`],
      preflight: (plan, options) => checkPlan(client, plan, options),
      observe: (plan, options) => fingerprint(client, plan, options),
      baseline: (plan, options) => readBaseline(client, now, plan, options),
      submit: async (plan, options) => {
        const { body, vendorTime = now() } = await client.restore(plan.target, restoreBody(plan), options);
        return { operationId: operationIdOf(plan.target, vendorTime, body.status) };
      },
      find: (plan, options) => findRestore(client, plan, options),
      poll: (operation, options) => pollRestore({ client, now, waits: settings }, operation, options),
      verify: (operation, options) => verifyRestore(client, operation, options),
      reach: (plan, options) => reachRestored(client, plan, options),
      leftToDo,
      whoAmI: (options) => whoAmI(client, options),
    };
  },
});

async function whoAmI(client: PrismaClient, options: CallOptions): Promise<string> {
  const [{ user, workspace, credential }, databases] = await Promise.all([
    client.me(options),
    client.databases(options),
  ]);
  const kind = (credential?.type ?? 'token').replaceAll('_', ' ');
  const who = user === null ? `A ${kind}` : `A ${kind} of ${user.email}`;
  const where = workspace === null ? '' : ` in the workspace ${workspace.name}`;
  return `${who}${where} at Prisma Postgres that sees ${counted(databases.length, 'database')}.`;
}
