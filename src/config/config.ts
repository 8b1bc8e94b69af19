import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { policyProblems } from '#core/policy-problems.ts';
import { ConfigError } from './error.ts';
import { File } from './file.ts';
import { messageOf, shownName } from './values.ts';
import { type Environment, fillIn, readYaml } from './yaml.ts';

export { ConfigError };

/** One connection as configured; `settings` is read by its provider. */
export interface ConnectionConfig {
  readonly name: string;
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The whole configuration, checked. */
export type Config = Omit<z.output<typeof File>, 'connections'> & {
  readonly connections: readonly ConnectionConfig[];
};

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

/**
 * Reads the text of a configuration; throws `ConfigError` with everything that is wrong at once. What came from the
 * environment is said by its name alone: any of it may be a secret in the wrong place.
 */
export function parseConfig(text: string, environment: Environment): Config {
  const { value, missing, used } = fillIn(readYaml(text), environment);
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map((name) => `the environment has no ${name}, which the configuration refers to.`),
    );
  }
  try {
    return readConfig(value);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => byName(problem, used)));
  }
}

function byName(problem: string, used: ReadonlyMap<string, string>): string {
  return [...used].reduce(
    (said, [name, value]) => (value.length < 4 ? said : said.replaceAll(value, () => `\${${name}}`)),
    problem,
  );
}

function readConfig(raw: unknown): Config {
  const read = File.safeParse(raw);
  if (!read.success) throw new ConfigError(read.error.issues.map(sentenceOf));
  const connections = Object.entries(read.data.connections).map(([name, { provider, ...settings }]) => ({
    name,
    provider,
    settings,
  }));
  const { slack, health } = read.data;
  if (slack.mode === 'http' && slack.http.port === health.port && health.port !== 0) {
    throw new ConfigError([
      'slack.http.port: this is the port of health, too; write another one for one of them.',
    ]);
  }
  const { postingStale, slackTimeout } = read.data.intervals;
  if (postingStale <= slackTimeout) {
    throw new ConfigError([
      'intervals.postingStale: make it longer than slackTimeout, or a message is looked for while it may still arrive.',
    ]);
  }
  const problems = policyProblems(
    read.data,
    connections.map(({ name }) => name),
  );
  if (connections.length === 0) throw new ConfigError(['connections: there are none; write at least one.']);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...read.data, connections };
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => (typeof part === 'string' ? shownName(part) : String(part)));
  return `${path.join('.') || 'the file'}: ${messageOf(issue)}.`;
}
