import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider('atlas', () => startAtlasHarness());
describeProvider('atlas v1.0', () => startAtlasHarness({ variant: 'v1.0' }));
