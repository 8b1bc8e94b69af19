import { readFileSync } from 'node:fs';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { Freeze } from '#core/freeze.ts';
import { policyProblems } from '#core/policy-problems.ts';
import type { Rule } from '#core/policy.ts';
import { Secret } from '#core/secret.ts';

/** A length of time as people write it: `90s`, `15m`, `1h`, `90d`; milliseconds inside. */
const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit, such as 90s, 15m, 1h or 90d')
  .transform((text) => {
    const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
    const [, amount = '', unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? [];
    return Number(amount) * (units[unit] ?? 1);
  });

const duration = (text: string) => Duration.prefault(text);

const Credential = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

/** For AES-256: `openssl rand -base64 32`. */
const Key = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text),
    'write base64 of 32 bytes, such as openssl rand -base64 32 gives',
  )
  .transform((text) => new Secret(text));

const People = z.strictObject({
  users: z.array(z.string().regex(/^[UW][A-Z0-9_]+$/, 'write Slack user ids, such as U024BE7LH')).default([]),
  groups: z
    .array(z.string().regex(/^S[A-Z0-9_]+$/, 'write Slack user group ids, such as S0614TZR7'))
    .default([]),
});

const RuleInFile = z
  .strictObject({
    name: z.string().min(1),
    match: z
      .strictObject({
        connections: z.array(z.string()).optional(),
        kinds: z.array(z.string()).optional(),
        impacts: z.array(z.enum(['in-place', 'new-target', 'download'])).optional(),
      })
      .default({}),
    ask: People,
    approve: z.union([z.literal('nobody'), People.extend({ quorum: z.int().min(1).default(1) })]),
    window: duration('1h'),
    startWithin: duration('15m'),
  })
  .transform(({ name, match, ask, approve, window, startWithin }): Rule => {
    const { connections, kinds, impacts } = match;
    return {
      effect: 'allow',
      name,
      match: {
        ...(connections === undefined ? {} : { connections }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(impacts === undefined ? {} : { impacts }),
      },
      ask,
      approve:
        approve === 'nobody'
          ? undefined
          : {
              quorum: approve.quorum,
              from: { users: approve.users, groups: approve.groups },
              atLeast: [],
              otherTeamThanRequester: [],
            },
      sharedChannels: false,
      windowMs: window,
      startWithinMs: startWithin,
    };
  });

const Intervals = z.strictObject({
  /** How long a write may still leave the process after its intent is saved. */
  postWithin: duration('10s'),
  /** Between two looks at an approved restore that cannot start yet. */
  hold: duration('15s'),
  /** How long a vendor's lists may lag before "nothing there" is believed; absent: as each kind says. */
  settle: Duration.optional(),
  findEvery: duration('5s'),
  findReads: z.int().min(1).default(3),
  lookFirst: duration('5s'),
  lookMax: duration('60s'),
  troubleAfter: duration('5m'),
  /** A running restore that has not moved for so long is told; again after 4 and 12 times as long, and so on. */
  stallAfter: duration('30m'),
  sweepEvery: duration('10s'),
  overdue: duration('30s'),
  /** BullMQ's lock: a killed worker's step runs again after it. */
  jobLock: duration('30s'),
  stopWithin: duration('10s'),
  /** Between two edits of one card that shows progress. */
  editEvery: duration('5s'),
  /** One call of Slack's Web API by a worker. */
  slackTimeout: duration('10s'),
  /** A message that is "about to be posted" for longer than this is looked for in Slack. */
  postingStale: duration('30s'),
  /** How long Slack's answers about people and groups are believed. */
  people: duration('30s'),
  groups: duration('60s'),
});

const File = z.strictObject({
  slack: z.strictObject({
    botToken: Credential,
    appToken: Credential,
    /** Slack's host; another one for tests and the sandbox. */
    apiUrl: z.url().default('https://slack.com/api/'),
    /** Two sockets: one is deaf for seconds at each reconnect. */
    sockets: z.int().min(1).max(10).default(2),
  }),
  redis: z.strictObject({
    url: z.string().min(1),
    /** Begins every key; keep the braces, they hold all keys in one slot of a cluster. */
    prefix: z
      .string()
      .regex(/^\{.+\}$/, 'write the prefix in braces, such as {restorebot}')
      .default('{restorebot}'),
  }),
  connections: z.record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name connections with lower-case letters, digits and dashes'),
    z.looseObject({ provider: z.string(), ratePerSecond: z.number().positive().optional() }),
  ),
  rules: z.array(RuleInFile),
  /** For what vendors hand back once: a new password, a download link. */
  secrets: z
    .strictObject({
      /** The first one seals, all of them open; absent: one made out of the bot token. */
      keys: z.array(Key).default([]),
      /** How long such a secret is kept; 15 minutes once its requester has seen it. */
      life: duration('24h'),
    })
    .prefault({}),
  intervals: Intervals.prefault({}),
  health: z
    .strictObject({ port: z.int().min(0).max(65_535).default(8080), host: z.string().default('0.0.0.0') })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

/** One connection as configured; `settings` is read by its provider. */
export interface ConnectionConfig {
  readonly name: string;
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The whole configuration, checked. */
export type Config = Omit<z.output<typeof File>, 'connections'> & {
  readonly freezes: readonly Freeze[];
  readonly connections: readonly ConnectionConfig[];
};

/** What is wrong with the configuration, one sentence each, and never a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `restorebot.yaml` (or `RESTOREBOT_CONFIG`); the only place that reads the environment. */
export function loadConfig(environment: Environment = process.env): Config {
  const path = environment['RESTOREBOT_CONFIG'] ?? 'restorebot.yaml';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError([
      `there is no file ${path}; copy restorebot.example.yaml to restorebot.yaml, or set RESTOREBOT_CONFIG to its path.`,
    ]);
  }
  return parseConfig(text, environment);
}

/** Reads the text of a configuration; throws `ConfigError` with everything that is wrong at once. */
export function parseConfig(text: string, environment: Environment): Config {
  const missing = new Set<string>();
  const raw = fillIn(readYaml(text), environment, missing);
  if (missing.size > 0) {
    throw new ConfigError(
      [...missing].map((name) => `the environment has no ${name}, which the configuration refers to.`),
    );
  }
  const read = File.safeParse(raw);
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}.`),
    );
  }
  const connections = Object.entries(read.data.connections).map(([name, { provider, ...settings }]) => ({
    name,
    provider,
    settings,
  }));
  const { postingStale, slackTimeout } = read.data.intervals;
  if (postingStale <= slackTimeout) {
    throw new ConfigError([
      'intervals.postingStale: make it longer than slackTimeout, or a message is looked for while it may still arrive.',
    ]);
  }
  const freezes: readonly Freeze[] = [];
  const problems = policyProblems(
    { rules: read.data.rules, freezes },
    connections.map(({ name }) => name),
  );
  if (connections.length === 0) throw new ConfigError(['connections: there are none; write at least one.']);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...read.data, freezes, connections };
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigError([`it is not YAML: ${error.message}`]);
    throw error;
  }
}

/** Replaces `${NAME}` in every string by the environment's value. */
function fillIn(value: unknown, environment: Environment, missing: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = environment[name];
      if (found === undefined || found === '') missing.add(name);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, environment, missing));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fillIn(item, environment, missing)]),
    );
  }
  return value;
}
