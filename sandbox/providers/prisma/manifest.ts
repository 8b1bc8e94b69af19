import { prisma } from '#providers/prisma/index.ts';
import type { SimulatorManifest } from '../manifest.ts';
import { startPrismaSimulator, type PrismaSimulator } from './index.ts';

export const prismaSimulator: SimulatorManifest<PrismaSimulator> = {
  provider: prisma,
  start: ({ restoreMs }) => startPrismaSimulator(restoreMs === undefined ? {} : { restoreMs }),
  settings: ({ token }) => ({ token, staleMs: 2_000, unseenMs: 10_000 }),
  secret: ({ token }) => token,
  hurried: (timeoutMs) => ({ timeoutMs, ratePerSecond: 50, staleMs: 150, unseenMs: 400 }),
  submitPath: '/restore',
  fail: (simulator) => simulator.failRestores(),
};
