import { describeProvider } from '#test/support/provider-conformance.ts';
import { prismaTested } from '#test/support/provider-prisma.ts';

describeProvider(prismaTested);
