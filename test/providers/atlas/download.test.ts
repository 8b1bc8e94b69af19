import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider('atlas download', () => startAtlasHarness({ variant: 'download' }));
describeProvider('atlas Flex download', () => startAtlasHarness({ variant: 'flex-download' }));
