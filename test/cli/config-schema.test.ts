import { readFile } from 'node:fs/promises';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaText } from '#cli/config-schema.ts';
import { restorebot } from '#test/support/command-line.ts';
import { rule, rules } from '#test/support/written-rules.ts';
import { examples } from '../support/configuration-examples.ts';

const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(schemaText()));

function errorsOf(yaml: string): string {
  validate(parse(yaml));
  return JSON.stringify(validate.errors ?? []);
}

test('restorebot.schema.json is what the schema is now', async () => {
  await expect(schemaText()).toMatchFileSnapshot('../../restorebot.schema.json');
});

test('the command prints it, without a configuration', async () => {
  const { code, stdout } = await restorebot('/nowhere.yaml', 'config', 'schema');

  expect({ code, stdout }).toEqual({ code: 0, stdout: schemaText() });
});

test('the example names it, and fits it with every reference to the environment in place', async () => {
  const example = await readFile('restorebot.example.yaml', 'utf8');

  expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=restorebot.schema.json');
  expect(errorsOf(example)).toBe('[]');
});

test.each(Object.entries(examples))('the documented example “%s” fits it', (_name, yaml) => {
  const around = `
slack: { botToken: xoxb-1, appToken: xapp-1 }
redis: { url: 'redis://127.0.0.1:1' }
connections: { crdb-prod: { provider: cockroach } }
`;

  expect(errorsOf(`${around}${yaml.startsWith('rules:') ? '' : `${rules(rule())}\n`}${yaml}`)).toBe('[]');
});

test.each([
  ['a setting that does not exist', (text: string) => `${text}\nretries: 3\n`, 'retries'],
  ['a rule’s setting that does not exist', (text: string) => text.replace('quorum:', 'quorom:'), 'quorom'],
  [
    'a provider that does not exist',
    (text: string) => text.replace('provider: cockroach', 'provider: oracle'),
    '/connections/crdb-prod/provider',
  ],
  [
    'a number that is none',
    (text: string) => text.replace('openPerPerson: 20', 'openPerPerson: many'),
    '/limits/openPerPerson',
  ],
  [
    'a length of time without a unit',
    (text: string) => text.replace('life: 24h', 'life: 24'),
    '/secrets/life',
  ],
])('%s does not fit', async (_, broken, where) => {
  const example = await readFile('restorebot.example.yaml', 'utf8');

  expect(errorsOf(broken(example))).toContain(where);
});

test('nothing in it takes anything, but the settings of a provider', () => {
  const open: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const says = Object.keys(node).filter((key) => key !== 'description');
    if (!Array.isArray(node) && says.length === 0 && !path.endsWith('/default')) open.push(path);
    for (const [key, child] of Object.entries(node)) walk(child, `${path}/${key}`);
  };
  walk(JSON.parse(schemaText()), '');

  expect(open).toEqual(['/properties/connections/additionalProperties/additionalProperties']);
});
