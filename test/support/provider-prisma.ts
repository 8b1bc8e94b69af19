import type { z } from 'zod';
import type { RestorePlan } from '#core/restore-plan.ts';
import { bareId } from '#providers/prisma/databases.ts';
import { prisma } from '#providers/prisma/index.ts';
import type { PrismaSettings } from '#providers/prisma/settings.ts';
import { prismaPostgres } from '#providers/prisma/vendor.ts';
import { restoreBody } from '#providers/prisma/wire.ts';
import { databaseIds } from '#sandbox/providers/prisma/dataset.ts';
import {
  startPrismaSimulator,
  type PrismaSimulator,
  type PrismaSimulatorOptions,
} from '#sandbox/providers/prisma/index.ts';
import { openTwice, type ProviderHarness, type ProviderUnderTest } from './provider-harness.ts';

export interface PrismaHarness extends ProviderHarness {
  readonly simulator: PrismaSimulator;
}

/** The provider on its own simulator; small pages, no waiting between tries. */
export async function startPrismaHarness(
  options: PrismaSimulatorOptions = {},
  settings: Partial<z.input<typeof PrismaSettings>> = {},
): Promise<PrismaHarness> {
  const simulator = await startPrismaSimulator({ restoreMs: 1_000_000, mostPerPage: 3, ...options });
  const { token, url: baseUrl } = simulator;
  /** A minute later, so that a status cannot be one from before the restore. */
  const later = (): void => simulator.clock.advance(60_000);
  return {
    finds: 'by-status',
    shows: 'status',
    saysWhy: false,
    ...openTwice(prisma, ['prisma-prod', 'prisma-other'], { token, baseUrl, timeoutMs: 3_000, ...settings }),
    simulator,
    secret: token,
    kind: 'database',
    input: { source: databaseIds.shop, target: databaseIds.shop, backup: 'latest' },
    plan: planOf(simulator),
    otherPlan: planOf(simulator, { point: { type: 'backup', ...backupOf(simulator, 'shop-prod', 2) } }),
    submits: { method: 'POST', path: '/restore' },
    polls: { method: 'GET', path: '/v1/databases/' },
    lists: { method: 'GET', path: '/v1/databases' },
    strangeStatus: { type: 'edit', set: { 'data.status': 'MELTING' } },
    missingMember: { action: { type: 'edit', remove: ['data.1.status'] }, path: 'data.1.status' },
    started: () => simulator.started(),
    finish() {
      later();
      simulator.finishRestores();
    },
    fail() {
      later();
      simulator.failRestores();
    },
    forget: () => simulator.deleteDatabase(databaseIds.shop),
    startElsewhere: (other) => simulator.startRestoreInConsole(other.target.id, restoreBody(other)),
    othersAnswer: { type: 'edit', set: { 'data.id': 'db_of_somebody_else' } },
    refusedForNow: [{ type: 'status', status: 409, message: 'the database is recovering' }],
    loseBackup: () => simulator.dropBackup('shop-prod', backupOf(simulator, 'shop-prod').backupId),
    occupy: () => simulator.changeDatabase(databaseIds.shop, { status: 'recovering' }),
    changeTarget: () => simulator.changeDatabase(databaseIds.shop, { name: 'shop-renamed' }),
    breakTarget: () => simulator.changeDatabase(databaseIds.shop, { status: 'failure' }),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** A plan for the newest backup of shop-prod onto itself. */
export function planOf(simulator: PrismaSimulator, change: Partial<RestorePlan> = {}): RestorePlan {
  const source = { id: databaseIds.shop, name: 'shop-prod' };
  return {
    provider: 'prisma',
    connection: 'prisma-prod',
    kind: 'database',
    source,
    point: { type: 'backup', ...backupOf(simulator, 'shop-prod') },
    target: source,
    options: {},
    ...change,
  };
}

/** A backup of a database, as a restore point has it; so many before the newest. */
export function backupOf(
  simulator: PrismaSimulator,
  database: string,
  before = 0,
): { backupId: string; takenAt: Date } {
  const backup = simulator.backupsOf(database).at(-1 - before);
  if (backup === undefined) throw new Error('the database has no such backup');
  return { backupId: backup.id, takenAt: backup.createdAt };
}

export const prismaTested: ProviderUnderTest = {
  name: 'prisma',
  vendor: prismaPostgres,
  readers: { bareId },
  document: 'prisma-management.openapi.json',
  onePerPage: () => startPrismaHarness({ mostPerPage: 1 }),
  variants: {
    database: {
      start: (realNow = Date.now) => startPrismaHarness({ realNow }),
      leaves: /old data of “.+” may be gone/,
    },
  },
};
