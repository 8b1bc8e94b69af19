import { atlasTested } from './provider-atlas.ts';
import { cockroachTested } from './provider-cockroach.ts';
import type { ProviderUnderTest } from './provider-harness.ts';
import { prismaTested } from './provider-prisma.ts';
import { zillizTested } from './provider-zilliz.ts';

/** Every provider there is, written out, so that an empty list is red. */
export const providerNames = ['cockroach', 'atlas', 'prisma', 'zilliz'] as const;

/** Every provider under test; what must be true for all of them uses this list. */
export const providersUnderTest: readonly ProviderUnderTest[] = [
  cockroachTested,
  atlasTested,
  prismaTested,
  zillizTested,
];

/** The plainest harness of each: `it.each(plainOnes)`. */
export const plainOnes = providersUnderTest.flatMap(({ name, variants }) =>
  Object.values(variants)
    .slice(0, 1)
    .map(({ start }) => [name, start] as const),
);

/** Every harness of every provider, with its whole name. */
export const everyVariant = providersUnderTest.flatMap((tested) =>
  Object.entries(tested.variants).map(([title, variant]) => ({
    name: `${tested.name}: ${title}`,
    tested,
    variant,
  })),
);
