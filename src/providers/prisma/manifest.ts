import { defineProvider } from '../kit/manifest.ts';
import { createPrismaProvider } from './index.ts';
import { PrismaSettings } from './settings.ts';
import { prismaPostgres } from './vendor.ts';

export const prisma = defineProvider({
  name: 'prisma',
  title: prismaPostgres.name,
  restores: 'a database from its own or another’s backup',
  Settings: PrismaSettings,
  example: { connection: 'prisma-shop', credential: 'a service token of the workspace' },
  exampleSettings: { token: '${PRISMA_TOKEN}' },
  create: createPrismaProvider,
});
