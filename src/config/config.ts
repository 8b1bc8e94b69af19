import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { isObject } from '#core/defined.ts';
import { type Egress, isProxyAddress, readEgress } from '#core/egress.ts';
import { isLoopback } from '#core/loopback.ts';
import { type Node, withoutWords } from '#core/schema-node.ts';
import { boundProblems } from './bounds.ts';
import { ConfigError } from './error.ts';
import { type Setting, settingsOf } from './explain.ts';
import { File } from './file.ts';
import { configSchema } from './json-schema.ts';
import { policyProblems } from './policy-problems.ts';
import { settingProblems, shownPath } from './setting-sentence.ts';
import { type Environment, fillIn, lineIn, readYaml } from './yaml.ts';

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
  return parseConfig(readText(pathIn(environment)), environment);
}

/**
 * Where each setting comes from. `schema`: of restorebot.yaml; `providers`: of a connection's own settings, by provider.
 * Throws `ConfigError` where the configuration cannot be used.
 */
export function explainConfig(
  schema: Node,
  providers: Readonly<Record<string, Node>>,
  environment: Environment = process.env,
): { readonly file: string; readonly settings: readonly Setting[] } {
  const file = pathIn(environment);
  const text = readText(file);
  parseConfig(text, environment);
  return { file, settings: settingsOf(schema, providers, readYaml(text), environment) };
}

function pathIn(environment: Environment): string {
  return environment['RESTOREBOT_CONFIG'] ?? 'restorebot.yaml';
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError([
      `there is no file ${path}; copy restorebot.example.yaml to restorebot.yaml, or set RESTOREBOT_CONFIG to its path.`,
    ]);
  }
}

/** How calls leave this machine, by the environment that Node reads it from. */
export function loadEgress(environment: Environment = process.env): Egress {
  const egress = readEgress(environment);
  // The address may hold a password, so only its name is said.
  if (egress.proxy !== undefined && !isProxyAddress(egress.proxy)) {
    throw new ConfigError([
      'HTTPS_PROXY: must be the address of a proxy, such as http://proxy.example:3128.',
    ]);
  }
  return egress;
}

/** What the environment says about outgoing calls, for `doctor`. */
export interface WaysOut {
  readonly egress: Egress;
  /** A proxy is named, and Node does not use it. */
  readonly proxyIgnored: boolean;
  /** The file of own certificate authorities (NODE_EXTRA_CA_CERTS). Node ignores one that it cannot read. */
  readonly extraCaFile: string | undefined;
}

/** Throws `ConfigError` where the address of the proxy is none. */
export function loadWaysOut(environment: Environment = process.env): WaysOut {
  const egress = loadEgress(environment);
  const asIfOn = readEgress({ ...environment, NODE_USE_ENV_PROXY: '1' });
  return {
    egress,
    proxyIgnored: egress.proxy === undefined && asIfOn.proxy !== undefined,
    extraCaFile: environment['NODE_EXTRA_CA_CERTS'] || undefined,
  };
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
    return readConfig(withHost(value, environment['RESTOREBOT_HOST']), (path) => lineIn(text, path));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => byName(problem, used)));
  }
}

/** Where to listen where nothing else is said; the image says it for all that run in it. */
function withHost(raw: unknown, host: string | undefined): unknown {
  if (host === undefined || host === '' || !isObject(raw)) return raw;
  const { slack, health } = raw;
  const http = isObject(slack) ? slack['http'] : undefined;
  const isHttp = isObject(slack) && slack['mode'] === 'http' && (http === undefined || isObject(http));
  return {
    ...raw,
    ...(health === undefined || isObject(health) ? { health: { host, ...health } } : {}),
    ...(isHttp ? { slack: { ...slack, http: { host, ...http } } } : {}),
  };
}

/** Of a setting, or of what it would be in; `undefined`: of nothing in the text. */
type LineOf = (path: readonly PropertyKey[]) => number | undefined;

function byName(problem: string, used: ReadonlyMap<string, string>): string {
  return [...used].reduce(
    (said, [name, value]) => (value.length < 4 ? said : said.replaceAll(value, () => `\${${name}}`)),
    problem,
  );
}

function readConfig(raw: unknown, lineOf: LineOf): Config {
  const read = File.safeParse(raw, withoutWords);
  if (!read.success)
    throw new ConfigError(read.error.issues.flatMap((issue) => sentencesOf(issue, raw, lineOf)));
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
  const outOfBounds = [...boundProblems(read.data), ...unlikelySecrets(read.data), ...sharedKeys(read.data)];
  if (outOfBounds.length > 0) throw new ConfigError(outOfBounds);
  const problems = policyProblems(
    read.data,
    connections.map(({ name }) => name),
  );
  if (connections.length === 0) throw new ConfigError(['connections: there are none; write at least one.']);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...read.data, connections };
}

/** Without a secret every delivery would be refused, while everything else looks healthy. */
function unlikelySecrets({ slack }: z.output<typeof File>): readonly string[] {
  if (slack.mode !== 'http' || isLoopback(new URL(slack.apiUrl).hostname)) return [];
  return slack.signingSecret.flatMap((secret, at) =>
    /^[0-9a-f]{32}$/u.test(secret.reveal())
      ? []
      : [
          `slack.signingSecret.${at}: it is no signing secret, which is 32 digits of 0-9 and a-f; copy it from “Basic Information” of the app.`,
        ],
  );
}

/** Otherwise anyone who may check the audit would open what is sealed. */
function sharedKeys({ audit, secrets }: z.output<typeof File>): readonly string[] {
  const sealing = new Set(secrets.keys.map((key) => key.reveal()));
  return audit.keys.some((key) => sealing.has(key.reveal()))
    ? ['audit.keys: one of them is in secrets.keys, too; make one for each with openssl rand -base64 32.']
    : [];
}

/** Made where something is wrong, and once. */
let schema: Node | undefined;

function sentencesOf(issue: z.core.$ZodIssue, raw: unknown, lineOf: LineOf): readonly string[] {
  schema ??= configSchema([]);
  return settingProblems(issue, { schema, value: raw }).map(({ path, text }) => {
    const line = lineOf(path);
    return `${line === undefined ? '' : `line ${line}: `}${shownPath(path) || 'the file'}: ${text}.`;
  });
}
