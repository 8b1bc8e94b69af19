import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider('atlas Flex', () => startAtlasHarness({ variant: 'flex' }));
describeProvider('atlas M2 and M5', () => startAtlasHarness({ variant: 'tenant' }));
