import { counted } from '#core/amounts.ts';
import { bearer, defineProvider } from '../kit/manifest.ts';
import { backups, databases } from './choices.ts';
import { createPrismaClient, type Does } from './client.ts';
import { bareId, operationIdOf } from './databases.ts';
import { baseline, find } from './find.ts';
import { leftToDo } from './impact.ts';
import { prismaKinds } from './kinds.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import { poll } from './poll.ts';
import { preflight } from './preflight.ts';
import { PrismaSettings } from './settings.ts';
import { prismaPostgres } from './vendor.ts';
import { reach, verify } from './verify.ts';
import { restoreBody } from './wire.ts';

const submit: Does<'submit'> = async ({ client, now }, plan, options) => {
  const { body, vendorTime = now() } = await client.restore(plan.target, restoreBody(plan), options);
  return { operationId: operationIdOf(plan.target, vendorTime, body.status) };
};

const whoAmI: Does<'whoAmI'> = async ({ client }, options) => {
  const [{ user, workspace, credential }, databases] = await Promise.all([
    client.me(options),
    client.databases(options),
  ]);
  const kind = (credential?.type ?? 'token').replaceAll('_', ' ');
  const who = user === null ? `A ${kind}` : `A ${kind} of ${user.email}`;
  const where = workspace === null ? '' : ` in the workspace ${workspace.name}`;
  return `${who}${where} at Prisma Postgres that sees ${counted(databases.length, 'database')}.`;
};

/** Backups of Prisma Postgres, restored in place. No cancel: the vendor has none. */
export const prisma = defineProvider({
  name: 'prisma',
  vendor: prismaPostgres,
  hasTags: false,
  restores: 'a database from its own or another’s backup',
  kinds: prismaKinds,
  Settings: PrismaSettings,
  example: { connection: 'prisma-shop', credential: 'a service token of the workspace' },
  exampleSettings: { token: '${PRISMA_TOKEN}' },
  open: ({ settings, connect }) => ({ client: createPrismaClient(connect(bearer(settings.token))) }),
  operations: {
    choices: { source: databases, backup: backups, target: databases },
    plan,
    lockKeys: (_, { target }) => [`prisma:database:${bareId(target.id)}`],
    preflight,
    observe,
    baseline,
    submit,
    find,
    poll,
    verify,
    reach,
    leftToDo,
    whoAmI,
  },
});
