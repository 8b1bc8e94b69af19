import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { providers } from '#providers/all.ts';
import { cockroachKinds } from '#providers/cockroach/kinds.ts';
import { createProviders } from '#providers/index.ts';
import { defineProvider, type ProviderManifest } from '#providers/kit/manifest.ts';
import { usualSettings } from '#providers/kit/settings.ts';
import { ownNumber, readCodeAndMessage } from '#providers/kit/wire-values.ts';
import type { SimulatorManifest } from '#sandbox/providers/manifest.ts';
import { createStage, startSimulator } from '#sandbox/providers/simulator.ts';
import { connectionsTo, startSimulators } from '#sandbox/simulators.ts';
import { askedKinds } from '#test/chaos/forms.ts';
import { overwriting } from '#test/chaos/judge-submissions.ts';
import { secretStories } from '#test/e2e/secret-stories.ts';
import {
  kindsOf,
  providersPage,
  readmeLinks,
  withConnections,
  withCredentials,
  withProviderTable,
} from '#test/support/provider-documents.ts';
import { openProvider } from '#test/support/provider-harness.ts';
import { providerNames } from '#test/support/providers-under-test.ts';
import { createUnlimited } from '#test/support/unlimited.ts';

const [cockroach] = providers;
if (cockroach === undefined) throw new Error('there is no provider');
const deps = { limiter: createUnlimited() };

/** A fifth vendor that nobody else knows; what it can do is what CockroachDB Cloud can. */
const invented = defineProvider({
  name: 'inventa',
  vendor: {
    name: 'Inventa Cloud',
    readFailure: readCodeAndMessage,
    requestIdHeaders: [],
    refusals: { codeIn: ownNumber, pairs: {} },
  },
  restores: 'a warehouse next to the others',
  kinds: cockroachKinds,
  Settings: z.object({
    word: z.string(),
    ...usualSettings({
      baseUrl: 'https://inventa.example',
      ratePerSecond: { most: 9, usual: 2 },
      settleMs: 60_000,
    }),
  }),
  example: { connection: 'inventa-prod', credential: 'the word of the day' },
  exampleSettings: { word: '${INVENTA_WORD}' },
  hasTags: true,
  open: ({ connection }) => ({ other: openProvider(cockroach, connection, { apiKey: 'a-key' }, deps) }),
  operations: {
    choices: {},
    plan: async () => undefined,
    lockKeys: ({ other }, plan) => other.lockKeys(plan),
    preflight: ({ other }, plan, options) => other.preflight(plan, options),
    observe: ({ other }, plan, options) => other.observe(plan, options),
    baseline: ({ other }, plan, options) => other.baseline(plan, options),
    submit: ({ other }, plan, options) => other.submit(plan, options),
    find: ({ other }, plan, options) => other.find(plan, options),
    poll: ({ other }, operation, options) => other.poll(operation, options),
    verify: ({ other }, operation, options) => other.verify(operation, options),
    whoAmI: ({ other }, options) => other.whoAmI(options),
  },
});

/** Its stand-in, which answers nothing. */
const inventedSimulator: SimulatorManifest = {
  provider: invented,
  start: () =>
    startSimulator(
      createStage({}, () => undefined),
      {
        answer: () => ({ status: 404, body: {} }),
        failure: (_, message) => ({ message }),
        contents: () => ({}),
        controls: {},
      },
    ),
  settings: () => ({ word: 'xyzzy' }),
  secret: () => 'xyzzy',
  hurried: () => ({ ratePerSecond: 50 }),
  submitPath: '/begin',
  fail: () => 0,
};

/** Where a manifest is shown: the text, and what of it names the provider. */
const places: readonly (readonly [
  string,
  (manifests: readonly ProviderManifest[]) => Promise<string> | string,
  (manifest: ProviderManifest) => string,
])[] = [
  ['docs/providers.md', providersPage, ({ name }) => `| [${name}](../src/providers/${name}/README.md) |`],
  [
    'README.md',
    async (manifests) => withProviderTable(await readFile('README.md', 'utf8'), manifests),
    ({ name, title }) => `| [${title}](src/providers/${name}/README.md)`,
  ],
  [
    '.env.example',
    async (manifests) => withCredentials(await readFile('.env.example', 'utf8'), manifests),
    ({ title, example }) => `# ${title}: ${example.credential}\n`,
  ],
  [
    'restorebot.example.yaml',
    async (manifests) => withConnections(await readFile('restorebot.example.yaml', 'utf8'), manifests),
    ({ example }) => `${example.connection}:\n`,
  ],
  [
    'docs/configuration.md',
    readmeLinks,
    ({ name, title }) => `[${title}](../src/providers/${name}/README.md)`,
  ],
  [
    'what is said of a provider that does not exist',
    async (manifests) => {
      const result = await createProviders(
        [{ name: 'a', provider: 'oracle', settings: {} }],
        deps,
        manifests,
      );
      const problems = result.type === 'rejected' ? result.problems : [];
      return problems.flatMap((each) => (each.type === 'no-provider' ? each.known : [])).join(' ');
    },
    ({ name }) => name,
  ],
];

/** The lists in which a new provider gets an entry by hand, and whether a provider has one. */
const storyLists: readonly (readonly [string, (manifest: ProviderManifest) => boolean])[] = [
  [
    'test/chaos/forms.ts',
    (manifest) => {
      const kinds = kindsOf(manifest).map(({ id }) => `${manifest.example.connection} ${id}`);
      return kinds.length > 0 && kinds.every((kind) => askedKinds.includes(kind));
    },
  ],
  ['test/chaos/judge-submissions.ts', ({ example }) => overwriting[example.connection] !== undefined],
  ['test/e2e/secret-stories.ts', ({ name }) => secretStories[name] !== undefined],
];

describe('a provider is one line in the list', () => {
  test.each(places)(
    '%s names every provider, and a new one once it is in the list',
    async (_, write, named) => {
      const without = await write(providers);
      const withIt = await write([...providers, invented]);

      expect(providers).toHaveLength(providerNames.length);
      for (const manifest of providers) expect(without).toContain(named(manifest));
      expect(without).not.toContain(named(invented));
      expect(withIt).toContain(named(invented));
    },
  );

  test('a configuration with the new one makes its provider, with its own budget', async () => {
    const connection = { name: 'w', provider: 'inventa', settings: { word: 'plover' } };

    expect(await createProviders([connection], deps)).toMatchObject({ type: 'rejected' });
    expect(await createProviders([connection], deps, [invented])).toMatchObject({
      type: 'created',
      connections: [{ provider: { name: 'inventa', connection: 'w' }, ratePerSecond: 2 }],
    });
  });

  test('the example’s connections, with the comments taken away, are settings that every provider takes', async () => {
    const text = withConnections(await readFile('restorebot.example.yaml', 'utf8'), [...providers, invented]);
    const [, block = ''] = /^connections:\n((?: .*\n)+)/mu.exec(text) ?? [];
    const uncommented = block.replaceAll(/^ {2}# (?=\S+:$| {2}\S)/gmu, '  ');

    const File = z.record(z.string(), z.looseObject({ provider: z.string() }));
    const connections = Object.entries(File.parse(parse(uncommented))).map(
      ([name, { provider, ...settings }]) => ({ name, provider, settings }),
    );

    expect(connections.map(({ provider }) => provider)).toEqual([...providerNames, 'inventa']);
    expect(await createProviders(connections, deps, [invented])).toMatchObject({ type: 'created' });
  });

  test('the sandbox has a stand-in for every provider and for the new one, and a connection that leads to it', async () => {
    await using vendors = await startSimulators({}, [inventedSimulator]);

    const connections = connectionsTo(vendors);

    expect(Object.keys(connections)).toEqual(
      [...providers, invented].map(({ example }) => example.connection),
    );
    const created = await createProviders(
      vendors.all.map(({ connection, settings, name }) => ({
        name: connection,
        provider: name,
        settings: Object.fromEntries(Object.entries(settings).filter(([key]) => key !== 'provider')),
      })),
      deps,
      [invented],
    );
    expect(created).toMatchObject({ type: 'created' });
    expect(vendors.all.map(({ secret }) => secret)).toContain('xyzzy');
  });

  test.each(storyLists)('%s tells of every provider, and misses the new one', (_, isTold) => {
    const untold = (manifests: readonly ProviderManifest[]) =>
      manifests.filter((manifest) => !isTold(manifest)).map(({ name }) => name);

    expect(providers.map(({ name }) => name)).toEqual(providerNames);
    expect(untold(providers)).toEqual([]);
    expect(untold([...providers, invented])).toEqual(['inventa']);
  });
});
