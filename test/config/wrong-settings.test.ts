import { describe, expect, test } from 'vitest';
import { readConnections } from '#app/connections.ts';
import { ConfigError, parseConfig } from '#config/config.ts';
import { configSchema } from '#config/json-schema.ts';
import { isObject } from '#core/defined.ts';
import { exampleOf, nodeAt, propertiesOf, valueAt } from '#core/schema-node.ts';
import { providers } from '#providers/all.ts';

const schema = configSchema(providers.map(({ name }) => name));

/** A part of the schema with each of its settings as the schema shows it. */
function shown(name: string): Record<string, unknown> {
  const each = Object.entries(propertiesOf(nodeAt(schema, [name], undefined)));
  return Object.fromEntries(
    each.map(([setting, node]) => [setting, isObject(node) ? exampleOf(node) : undefined]),
  );
}

const people = { users: ['U024BE7LH'], groups: ['S0614TZR7'] };
const match = {
  connections: ['crdb-prod'],
  kinds: ['cluster'],
  impacts: ['in-place'],
  sources: ['orders'],
  sourceTags: { env: 'prod' },
  targets: ['orders'],
  tags: { env: 'prod' },
  channels: ['C024BE91L'],
  times: { days: ['Fri'], at: '18:00', for: '62h', zone: 'UTC' },
};

/** Every setting there is, written, with Slack over a socket. */
const whole = {
  slack: {
    mode: 'socket',
    botToken: 'xoxb-1',
    apiUrl: 'https://slack.com/api/',
    workspace: 'T024BE7LH',
    channels: ['C024BE91L'],
    appToken: 'xapp-1',
    sockets: 2,
  },
  redis: {
    url: 'redis://redis:6379',
    mode: 'sentinel',
    nodes: ['redis://one:26379'],
    prefix: '{restorebot}',
  },
  connections: { 'crdb-prod': { provider: 'cockroach', apiKey: 'x', ratePerSecond: 5 } },
  rules: [
    {
      name: 'production',
      effect: 'allow',
      match,
      ask: people,
      approve: {
        quorum: 1,
        users: ['U0B', 'U0C'],
        groups: ['S0614TZR7'],
        atLeast: { S0614TZR7: 1 },
        otherTeamThanRequester: ['S0614TZR7'],
      },
      window: '1h',
      startWithin: '15m',
      remindEvery: '10m',
      escalate: { after: '20m', ...people },
      breakGlass: {
        ...people,
        reviewers: people,
        tell: { channels: ['C024BE91L'], users: ['U024BE7LH'] },
        reviewWithin: '24h',
      },
      sharedChannels: false,
    },
    { name: 'by hand', effect: 'deny', match: { targets: ['payments'] }, reason: 'No.' },
  ],
  freezes: [
    {
      name: 'the weekend',
      effect: 'deny',
      match: { impacts: ['in-place'] },
      times: [
        { from: '2026-12-20T18:00', until: '2027-01-03T00:00', zone: 'UTC' },
        { cron: '0 18 * * FRI', for: '62h', zone: 'UTC' },
      ],
      pending: 'hold',
      running: 'continue',
      breakGlass: 'passes',
    },
  ],
  objectives: [{ name: 'production', match: {}, rpo: '1h', rto: '2h', overRpo: 'warn' }],
  presets: [
    {
      name: 'orders-back',
      description: 'Orders',
      connection: 'crdb-prod',
      kind: 'cluster',
      source: 'orders',
      options: { backup: 'latest' },
    },
  ],
  checks: [
    {
      name: 'orders are there',
      match: {},
      timeout: '30s',
      sql: {
        query: 'SELECT 1',
        expect: { min: 1, max: 2 },
        user: 'reader',
        password: 'x',
        database: 'orders',
        host: '{id}.example.com',
        port: 5432,
        ca: '-----BEGIN CERTIFICATE-----',
      },
    },
    { name: 'fresh', sql: { query: 'SELECT 1', expect: { freshWithin: '30m' }, user: 'r', password: 'x' } },
    { name: 'equal', sql: { query: 'SELECT 1', expect: { equals: 1 }, user: 'r', password: 'x' } },
    { name: 'ask', webhook: { url: 'https://a.example', key: '0'.repeat(32), allowPrivate: false } },
  ],
  secrets: { keys: ['ZxLztC+N35cYyZYmlBWrR2uUjWkhXWHdsKcAEzxX9RY='], life: '24h' },
  audit: { keys: ['ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='], sealEvery: '1s', readers: people },
  pause: { by: people, afterLoss: 'pause' },
  retention: shown('retention'),
  limits: shown('limits'),
  intervals: shown('intervals'),
  health: shown('health'),
  log: shown('log'),
};

const slackOverHttp = {
  mode: 'http',
  botToken: 'xoxb-1',
  signingSecret: ['8f742231b10e8888abcd99baac085a5f'],
  http: { port: 3000, host: 'localhost', path: '/slack/events' },
};

/** The least that is taken. */
const least = {
  slack: { botToken: 'xoxb-1', appToken: 'xapp-1' },
  redis: { url: 'redis://redis:6379' },
  connections: { 'crdb-prod': { provider: 'cockroach', apiKey: 'x' } },
  rules: [{ name: 'copies', match: { impacts: ['new-target'] }, ask: people }],
};

type Path = readonly (string | number)[];

/** The path of everything that is written. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const inside = Array.isArray(value)
    ? value.flatMap((each, at) => pathsOf(each, [...path, at]))
    : Object.entries(isObject(value) ? value : {}).flatMap(([name, each]) => pathsOf(each, [...path, name]));
  return path.length < 2 ? inside : [path, ...inside];
}

/** The same with something else there; `undefined`: with nothing. */
function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((each: unknown, at) => (at === name ? (changed(each, rest, to) ?? null) : each));
  }
  return { ...(isObject(value) ? value : {}), [name]: changed(valueAt(value, [name]), rest, to) };
}

/** The same with a name written wrongly. */
function misspelt(value: unknown, path: Path): unknown {
  const before = valueAt(value, path.slice(0, -1));
  const entries = Object.entries(isObject(before) ? before : {});
  const wrong = entries.map(([name, each]) => [name === path.at(-1) ? `${name}x` : name, each]);
  return changed(value, path.slice(0, -1), Object.fromEntries(wrong));
}

/** Not of those that people name: connections, tags, groups, options. */
function isNamed(path: Path, configuration: unknown): boolean {
  const free = /^connections\.|\.(?:tags|sourceTags|atLeast|options)\.[^.]+$/u;
  return isObject(valueAt(configuration, path.slice(0, -1))) && !free.test(path.join('.'));
}

/** What is said of a configuration, a sentence each; none: it is taken. */
async function said(configuration: unknown): Promise<readonly string[]> {
  try {
    await readConnections(parseConfig(JSON.stringify(configuration), {}));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const zodWords = /invalid|expected|received|unrecognized|too (?:small|big)|undefined|\bnan\b|\bnull\b/iu;
const remedy = /\b(?:write|take|give|list|copy|make|move|leave|let|lower|raise|limit|add)\b/u;

/** What a sentence lacks. */
function lacks(sentence: string, path: Path): readonly string[] {
  // A value may be a secret; names and patterns of names are none.
  const isName = ['name', 'connections', 'connection', 'kind', 'cron', 'options'].some((each) =>
    path.includes(each),
  );
  const faults = [
    zodWords.test(sentence) && 'words of zod',
    !remedy.test(sentence) && 'what to do',
    !/^(?:line \d+: )?\S.*: .+\.$/u.test(sentence) && 'the setting',
    !isName && sentence.includes('Zq7W') && 'discretion',
  ];
  return faults.filter((fault) => fault !== false);
}

const kinds = [
  undefined,
  'Zq7WZq7W',
  '',
  7,
  -1.5,
  true,
  null,
  [],
  ['Zq7WZq7W'],
  {},
  { color: { Zq7W: 'Zq7W' } },
];

describe.each([...Object.entries(whole), ['slack', slackOverHttp] as const])('%s', (section, value) => {
  const configuration = { ...least, [section]: value };

  test('is taken as a whole', async () => {
    expect(await said(configuration)).toEqual([]);
  });

  test('left out or of a wrong kind is told in a sentence that says what to write', async () => {
    const bad: unknown[] = [];
    for (const path of [[section], ...pathsOf(value, [section])]) {
      for (const other of kinds) {
        for (const sentence of await said(changed(configuration, path, other))) {
          const faults = lacks(sentence, path);
          if (faults.length > 0) bad.push({ path: path.join('.'), other, sentence, faults });
        }
      }
    }

    expect(bad).toEqual([]);
  });

  test('misspelt is told with the name that is meant', async () => {
    const bad: unknown[] = [];
    for (const path of pathsOf(value, [section]).filter((each) => isNamed(each, configuration))) {
      const sentences = await said(misspelt(configuration, path));
      const name = String(path.at(-1));
      const isTold = sentences.some((each) =>
        each.includes(`there is no setting ${name}x here; write ${name}`),
      );
      if (!isTold) bad.push({ path: path.join('.'), sentences });
    }

    expect(bad).toEqual([]);
  });
});

describe.each(providers)('connections to $name', ({ name: provider, exampleSettings, settingsSchema }) => {
  const needed = Object.fromEntries(Object.keys(exampleSettings).map((name) => [name, 'x']));
  const told = (settings: object) =>
    said({ ...least, connections: { a: { provider, ...needed, ...settings } } });

  test('with a setting left out or of a wrong kind', async () => {
    const bad: unknown[] = [];
    for (const name of Object.keys(propertiesOf(settingsSchema))) {
      for (const other of kinds) {
        for (const sentence of await told({ [name]: other })) {
          const faults = lacks(sentence, [name]);
          if (faults.length > 0) bad.push({ name, other, sentence, faults });
        }
      }
    }

    expect(bad).toEqual([]);
  });

  test('with a misspelt one', async () => {
    expect(await told({ baseUrlx: 'x' })).toEqual([
      'connections.a: there is no setting baseUrlx here; write baseUrl, or take it out.',
    ]);
  });
});

test('a sentence has the line of the setting, or of what it would be in', async () => {
  const text = `# a comment
slack: { botToken: xoxb-1, appToken: xapp-1 }
redis:
  url: redis://redis:6379
  mode: sentinal
connections: { crdb-prod: { provider: cockroach, apiKey: x } }
rules:
  - name: copies
    match: { impacts: [in-place, everywhere] }

  - name: others
    effect: deny
`;

  expect(() => parseConfig(text, {})).toThrow(`The configuration cannot be used:
  - line 5: redis.mode: it is not one that can be used; write single, sentinel or cluster.
  - line 9: rules.0.match.impacts.1: it is not one that can be used; write in-place, new-target or download.
  - line 8: rules.0.ask: it is missing; write a map, such as ask: { groups: [S0614TZR7] }.
  - line 11: rules.1.reason: it is missing; write a text, such as reason: Call the payments team.`);
});
