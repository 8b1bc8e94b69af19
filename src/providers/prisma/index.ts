import { defined } from '#core/defined.ts';
import type { Egress } from '#core/egress.ts';
import type { CallOptions, RestoreProvider } from '#core/provider.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { createHttpClient } from '../http/client.ts';
import type { RetryPolicy } from '../http/types.ts';
import { counted } from '../kit/words.ts';
import { listChoices } from './choices.ts';
import { createPrismaClient, type PrismaClient } from './client.ts';
import { findRestore, readBaseline } from './find.ts';
import { bareId } from './ids.ts';
import { leftToDo } from './impact.ts';
import { prismaKinds } from './kinds.ts';
import { fingerprint } from './observe.ts';
import { operationIdOf } from './operation-id.ts';
import { makePlan } from './plan.ts';
import { pollRestore } from './poll.ts';
import { checkPlan } from './preflight.ts';
import { reachRestored } from './reach.ts';
import type { PrismaSettings } from './settings.ts';
import { prismaPostgres } from './vendor.ts';
import { verifyRestore } from './verify.ts';
import { restoreBody } from './wire.ts';

export interface PrismaDeps {
  /** The connection's name in the configuration. */
  readonly connection: string;
  readonly settings: PrismaSettings;
  readonly limiter: RateLimiter;
  readonly egress?: Egress;
  readonly now?: () => Date;
  readonly retry?: Partial<RetryPolicy>;
}

/** Backups of Prisma Postgres, restored in place. No cancel: the vendor has none. */
export function createPrismaProvider(deps: PrismaDeps): RestoreProvider {
  const { connection, settings } = deps;
  const now = deps.now ?? (() => new Date());
  const client = createPrismaClient(
    createHttpClient({
      connection,
      baseUrl: settings.baseUrl,
      vendor: prismaPostgres,
      limiter: deps.limiter,
      egress: deps.egress,
      secrets: [settings.token],
      headers: () => ({ authorization: `Bearer ${settings.token.reveal()}` }),
      timeoutMs: settings.timeoutMs,
      now,
      ...defined({ retry: deps.retry }),
    }),
  );
  return {
    name: 'prisma',
    title: prismaPostgres.name,
    connection,
    kinds: prismaKinds(settings.settleMs).map((kind) => ({ ...kind, vendor: prismaPostgres.name })),
    hasTags: false,
    choices: (query, options) => listChoices({ client, now }, query, options),
    plan: (kind, input, options) => makePlan({ connection, client }, kind, input, options),
    lockKeys: (plan) => [`prisma:database:${bareId(plan.target.id)}`],
    preflight: (plan, options) => checkPlan(client, plan, options),
    observe: (plan, options) => fingerprint(client, plan, options),
    baseline: (plan, options) => readBaseline(client, now, plan, options),
    submit: async (plan, options) => {
      const { body, vendorTime } = await client.restore(plan.target, restoreBody(plan), options);
      return { operationId: operationIdOf(plan.target, vendorTime ?? now(), body.status) };
    },
    find: (plan, options) => findRestore(client, plan, options),
    poll: (operation, options) => pollRestore({ client, now, waits: settings }, operation, options),
    verify: (operation, options) => verifyRestore(client, operation, options),
    reach: (plan, options) => reachRestored(client, plan, options),
    leftToDo,
    whoAmI: (options) => whoAmI(client, options),
  };
}

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
