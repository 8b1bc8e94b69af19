import { expect, test } from 'vitest';
import { providers } from '#providers/all.ts';
import { call, type ProviderHarness } from '#test/support/provider-harness.ts';
import { providerNames, providersUnderTest } from '#test/support/providers-under-test.ts';

test('the tests have every provider that is written out, and every one that is in the registry', () => {
  const names = providersUnderTest.map(({ name }) => name);

  expect(names).toEqual(providerNames);
  expect(names).toEqual(providers.map(({ name }) => name));
});

test.each(providersUnderTest.map((tested) => [tested.name, tested] as const))(
  'the conformance suite runs for every kind of restore of %s',
  async (_, { variants }) => {
    const tried = new Set<string>();
    const offered = new Set<string>();
    for (const { start } of Object.values(variants)) {
      await using harness = await start();
      tried.add(harness.kind);
      for (const { id } of harness.provider.kinds) offered.add(id);
    }

    expect([...tried].toSorted()).toEqual([...offered].toSorted());
    expect(offered.size).toBeGreaterThan(0);
  },
);

test.each(providersUnderTest.map((tested) => [tested.name, tested] as const))(
  '%s reads every list to its end, however few items a page has',
  async (_, { onePerPage, variants }) => {
    const [plainest] = Object.values(variants);
    await using whole = await plainest?.start();
    await using short = await onePerPage();
    const offered = async ({ provider, kind, input }: ProviderHarness, field: string) =>
      (await provider.choices({ kind, field, input, search: '' }, call())).length;

    for (const field of ['source', 'backup']) {
      const all = await offered(whole ?? expect.unreachable('there is no variant'), field);
      expect(all).toBeGreaterThan(2);
      expect(await offered(short, field)).toBe(all);
    }
  },
);
