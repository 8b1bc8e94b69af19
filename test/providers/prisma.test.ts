import { describeProvider } from '#test/support/provider-conformance.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';

describeProvider('prisma', startPrismaHarness);
