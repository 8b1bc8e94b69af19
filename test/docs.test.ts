import { describe, expect, test } from 'vitest';
import type { KindFacts, RestoreKind } from '#core/provider.ts';
import { createProviders, providerNames } from '#providers/index.ts';
import { configurationPage, examples } from './support/configuration-page.ts';
import { faults } from './support/fault-table.ts';
import { namedTests, reliabilityPage, rowsWithoutTest } from './support/reliability-page.ts';
import { createUnlimited } from './support/unlimited.ts';
import { readRules, rule, rules } from './support/written-rules.ts';

/** Settings that are enough to ask a provider what it can do; nothing is called. */
const settings: Readonly<Record<string, object>> = {
  atlas: { publicKey: 'abcdefgh', privateKey: '00000000-0000-4000-8000-000000000000' },
  cockroach: { apiKey: 'a-key' },
  prisma: { token: 'a-token' },
  zilliz: { apiKey: 'a-key' },
};

function kindsOf(provider: string): readonly RestoreKind[] {
  const connection = { name: provider, provider, settings: settings[provider] ?? {} };
  const result = createProviders([connection], { limiter: createUnlimited() });
  if (result.type === 'rejected') throw new Error(result.errors.join(' '));
  return result.connections.flatMap((each) => each.provider.kinds);
}

const impacts: Readonly<Record<KindFacts['impact'], string>> = {
  'in-place': 'in place',
  'new-target': 'beside what is there',
  download: 'a download',
};

const promises: Readonly<Record<RestoreKind['duplicate'], string>> = {
  refused: 'looks again before each of up to three attempts: the vendor refuses a second one',
  acts: 'never sends it again; a person decides',
};

function row(provider: string, { id, title, facts, duplicate }: RestoreKind): string {
  const cells = [
    `[${provider}](../src/providers/${provider}/README.md)`,
    `\`${id}\`: ${title}`,
    impacts[facts.impact],
    facts.destroys,
    facts.creates,
    facts.cancel ?? 'no',
    facts.secret ?? 'nothing',
    facts.find,
    promises[duplicate],
  ];
  return `| ${cells.join(' | ')} |`;
}

function page(): string {
  const rows = providerNames.toSorted().flatMap((name) => kindsOf(name).map((kind) => row(name, kind)));
  return `# What each provider can restore

Generated from the kinds in \`src/providers/\` by \`npm run docs\`; the conformance suite holds them to what the providers do.
The last column is the promise where an answer is lost and the vendor's list does not show the restore. A list that does not show it yet proves nothing.
So restorebot submits again only where the vendor documents that it refuses a second identical restore, and at most three times; then a person decides, too.
A request with an attempt that may have been carried out never ends as "nothing was restored".

| provider | kind | how | destroys | creates | can be stopped | hands back once | after a lost answer, it is found | where it is not found, restorebot |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

describe('generated documents', () => {
  test('docs/providers.md says what the kinds say', async () => {
    await expect(page()).toMatchFileSnapshot('../docs/providers.md');
  });

  test('docs/configuration.md says what the schema says', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../docs/configuration.md');
  });

  test.each(Object.entries(examples))('the example “%s” in it is taken', (name, yaml) => {
    const config = readRules(name === 'freezes' ? `${rules(rule())}\n${yaml}` : yaml);

    expect(config.rules.length + config.freezes.length).toBeGreaterThan(0);
  });

  test('docs/reliability.md says what the tests are called', async () => {
    await expect(await reliabilityPage()).toMatchFileSnapshot('../docs/reliability.md');
  });
});

describe('the fault table', () => {
  test('has 34 rows, and each has a test or belongs to a feature that comes later', async () => {
    expect(faults.map(({ id }) => id)).toEqual(Array.from({ length: 34 }, (_, index) => `F${index + 1}`));
    expect(await rowsWithoutTest()).toEqual([]);
  });

  test('is not shown by tests of rows that it does not have', async () => {
    const known = new Set<string>(faults.map(({ id }) => id));

    expect((await namedTests()).flatMap(({ ids }) => ids).filter((id) => !known.has(id))).toEqual([]);
  });
});
