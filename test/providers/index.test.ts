import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { connectionSentences } from '#app/connections.ts';
import { providers } from '#providers/all.ts';
import { createProviders, loadProviders } from '#providers/index.ts';
import { providerNames } from '#test/support/providers-under-test.ts';
import { createUnlimited } from '#test/support/unlimited.ts';

const deps = { limiter: createUnlimited() };

test('the registry has every provider, and each makes what its manifest says', async () => {
  expect(providers.map(({ name }) => name)).toEqual(providerNames);
  const connections = providers.map(({ name, example, exampleSettings }) => ({
    name: example.connection,
    provider: name,
    settings: exampleSettings,
  }));

  expect(await createProviders(connections, deps)).toMatchObject({
    type: 'created',
    connections: providers.map(({ name, title, example }) => ({
      provider: { name, title, connection: example.connection },
    })),
  });
});

test('loads only the providers that are asked for, and none of a name that is no provider', async () => {
  const loaded = await loadProviders(['zilliz', 'oracle', 'toString', 'cockroach']);

  expect(loaded.map(({ name }) => name)).toEqual(['cockroach', 'zilliz']);
});

test('makes a provider of every connection, with its budget of calls', async () => {
  const result = await createProviders(
    [
      { name: 'crdb-prod', provider: 'cockroach', settings: { apiKey: 'one' } },
      { name: 'crdb-dev', provider: 'cockroach', settings: { apiKey: 'two', ratePerSecond: 3 } },
    ],
    deps,
  );

  expect(result).toMatchObject({
    type: 'created',
    connections: [
      { provider: { name: 'cockroach', connection: 'crdb-prod' }, ratePerSecond: 8 },
      { provider: { name: 'cockroach', connection: 'crdb-dev' }, ratePerSecond: 3 },
    ],
  });
});

test('says everything that is wrong at once, by path, and shows no secret', async () => {
  const settings = {
    apiKey: 'two words',
    baseUrl: 'http://example.com',
    otherClusters: 'all',
    color: 'red',
  };

  const connections = [
    { name: 'a', provider: 'cockroach', settings },
    { name: 'b', provider: 'oracle', settings: {} },
    { name: 'c', provider: 'toString', settings: {} },
    { name: 'd', provider: 'cockroach', settings: {} },
    { name: 'e', provider: 'cockroach', settings: { apiKey: 'x' } },
    { name: 'e', provider: 'cockroach', settings: { apiKey: 'x' } },
  ];

  const result = await createProviders(connections, deps);

  const errors = result.type === 'rejected' ? connectionSentences(result.problems, connections) : [];
  expect(errors.map((error) => error.split(':')[0])).toEqual([
    'connections.a.apiKey',
    'connections.a.baseUrl',
    'connections.a.otherClusters',
    'connections.a',
    'connections.b.provider',
    'connections.c.provider',
    'connections.d.apiKey',
    'connections.e',
  ]);
  expect(errors.join(' ')).not.toContain('two words');
  const known = providers
    .map(({ name }) => name)
    .toSorted()
    .join(', ');
  expect(errors.join('\n').replaceAll(known, 'those there are')).toMatchInlineSnapshot(`
    "connections.a.apiKey: it is not one word; write the secret key of a service account, without spaces or quotation marks around it.
    connections.a.baseUrl: write an address that starts with https:// (http is for this machine only).
    connections.a.otherClusters: it is not one that can be used; write advanced-only or same-plan.
    connections.a: there is no setting color here; take it out, or write one of apiKey, baseUrl, ratePerSecond, settleMs, timeoutMs, ccVersion, vanityName, username, otherClusters.
    connections.b.provider: there is no such provider; write one of those there are.
    connections.c.provider: there is no such provider; write one of those there are.
    connections.d.apiKey: it is missing; write the secret key of a service account, such as apiKey: '\${CRDB_PROD_API_KEY}'.
    connections.e: two connections have this name; give each its own."
  `);
});

test('a provider prints without its credential', async () => {
  const result = await createProviders(
    [{ name: 'a', provider: 'cockroach', settings: { apiKey: 'hunter2' } }],
    deps,
  );

  expect(inspect(result, { depth: 10, showHidden: true })).not.toContain('hunter2');
});

test.each(providers.map(({ name, exampleSettings }) => [name, exampleSettings] as const))(
  '%s: a list is not believed at once, whatever the configuration says',
  async (provider, exampleSettings) => {
    const settings = (settleMs: unknown) => [
      { name: 'some-prod', provider, settings: { ...exampleSettings, settleMs } },
    ];

    expect((await createProviders(settings(1), deps)).type).toBe('created');
    for (const wrong of [0, 0.5, 3_600_001, 'soon']) {
      const result = await createProviders(settings(wrong), deps);
      const problems = result.type === 'rejected' ? result.problems : [];

      expect(connectionSentences(problems, settings(wrong))).toEqual([
        'connections.some-prod.settleMs: it is how long the vendor’s lists may lag behind a submission, and nothing there is believed before; write a whole number of milliseconds, at most 3600000.',
      ]);
    }
  },
);
