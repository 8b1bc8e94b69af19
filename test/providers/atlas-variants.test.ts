import { atlasTested, isMain } from '#test/support/provider-atlas.ts';
import { describeProvider } from '#test/support/provider-conformance.ts';

describeProvider(atlasTested, (variant) => !isMain(variant));
