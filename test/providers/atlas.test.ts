import { atlasTested, isMain } from '#test/support/provider-atlas.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

// The other variants are in atlas-variants.test.ts: together they would be the last file to end.
describeProvider(atlasTested, isMain);
