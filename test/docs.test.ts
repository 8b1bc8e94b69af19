import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readConnections } from '#app/connections.ts';
import { renderHelp } from '#bot/ui/help.ts';
import { providers } from '#providers/all.ts';
import { chartOf } from '../bench/chart.ts';
import { curvesOf, withFigures } from '../bench/report.ts';
import { Results } from '../bench/results.ts';
import { examples } from './support/configuration-examples.ts';
import { configurationPage } from './support/configuration-page.ts';
import { faults } from './support/fault-table.ts';
import { procedures } from './support/procedure.ts';
import {
  providersPage,
  withConnections,
  withMeanings,
  withCredentials,
  withProviderTable,
} from './support/provider-documents.ts';
import { namedTests, reliabilityPage, rowsWithoutTest } from './support/reliability-page.ts';
import { textsPage } from './support/texts-page.ts';
import { readRules, rule, rules } from './support/written-rules.ts';

describe('generated documents', () => {
  test('docs/providers.md says what the kinds say', async () => {
    await expect(providersPage(providers)).toMatchFileSnapshot('../docs/providers.md');
  });

  test.each([
    ['README.md', withProviderTable],
    ['.env.example', withCredentials],
    ['restorebot.example.yaml', withConnections],
    ['docs/adding-a-provider.md', withMeanings],
  ])('%s names what the manifests name', async (file, write) => {
    const text = await readFile(file, 'utf8');

    await expect(write(text, providers)).toMatchFileSnapshot(`../${file}`);
  });

  test('docs/configuration.md says what the schema says', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../docs/configuration.md');
  });

  test.each(Object.entries(examples))('the example “%s” in it is taken', async (name, yaml) => {
    const secrets = { CRDB_READER_PASSWORD: 'reader-password', CHECK_WEBHOOK_KEY: 'k'.repeat(32) };
    const config = readRules(yaml.startsWith('rules:') ? yaml : `${rules(rule())}\n${yaml}`, secrets);

    expect(Object.hasOwn(config, name === 'presets' || name === 'checks' ? name : 'rules')).toBe(true);
    const connections = [{ name: 'crdb-prod', provider: 'cockroach', settings: { apiKey: 'CCDB1_x' } }];
    expect(await readConnections({ connections, presets: config.presets })).toHaveLength(1);
  });

  test('docs/texts.md says what people are told', async () => {
    await expect(textsPage()).toMatchFileSnapshot('../docs/texts.md');
  });

  test('docs/performance.md and its picture say what the newest benchmarks measured', async () => {
    const results = Results.parse(JSON.parse(await readFile('docs/performance.json', 'utf8')));
    const page = await readFile('docs/performance.md', 'utf8');

    await expect(withFigures(page, results)).toMatchFileSnapshot('../docs/performance.md');
    await expect(chartOf(curvesOf(results))).toMatchFileSnapshot('../docs/pictures/performance.svg');
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

test('each procedure of docs/operations.md is tried by a test that names it, and each of those has its procedure', async () => {
  const tests = await readFile('test/e2e/procedures.slow.test.ts', 'utf8');
  const tried = new Set([...tests.matchAll(/await follow\(\s*'([^']+)'/gu)].map(([, name]) => name));
  const written = new Set((await procedures()).map(({ name }) => name));

  expect(written.size).toBeGreaterThan(5);
  expect(tried).toEqual(written);
  for (const name of written) expect(tests).toMatch(new RegExp(`\\btest\\('[^']*${name}`, 'u'));
});

test('the README has a row for every command that /restore help names', async () => {
  const table = await readFile('README.md', 'utf8');
  const help = renderHelp({ type: 'none', because: 'not-in-the-rule' }).text;
  const commands = new Set(Array.from(help.matchAll(/`(\/restore [a-z]+)/gu), ([, command]) => command));

  expect(commands.size).toBeGreaterThan(8);
  expect([...commands].filter((command) => !table.includes(`\`${command}`))).toEqual([]);
});

test('each decision has one number, in its name and in its title, and no other has it', async () => {
  const files = (await readdir('docs/decisions')).toSorted();
  const titles = await Promise.all(files.map((file) => readFile(`docs/decisions/${file}`, 'utf8')));

  expect(files.map((file) => Number.parseInt(file, 10))).toEqual(files.map((_, index) => index + 1));
  expect(titles.map((text) => Number(/^# (\d+)\. /u.exec(text)?.[1]))).toEqual(
    files.map((_, index) => index + 1),
  );
});
