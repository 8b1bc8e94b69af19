import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Around } from '#app/around.ts';
import { createLog } from '#app/log.ts';
import type { Role } from '#app/start-context.ts';
import { type Restorebot, startRestorebot } from '#app/start.ts';
import { type Config, parseConfig } from '#config/config.ts';
import { type CockroachSimulator, startCockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { type Simulators, startSimulators } from '#sandbox/simulators.ts';
import { type SlackMode, slackApp } from '#sandbox/slack-app.ts';
import { createSlackClient, type SlackClient } from '#sandbox/slack/client.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import type { Director } from './points.ts';
import { type RestorebotProcess, startRestorebotProcess } from './restorebot-process.ts';

/** Everything outside restorebot, on this machine: fake Slack, the vendors' simulators, a Redis; and ways to start it. */
export interface World extends AsyncDisposable {
  readonly slack: SlackClient;
  readonly cockroach: CockroachSimulator;
  /** The same vendor behind a second connection, `crdb-next`; throws where the world has none. */
  neighbour(): CockroachSimulator;
  readonly vendors: Simulators;
  readonly config: Config;
  /** The same, as a file. */
  readonly configPath: string;
  /** Every line that a restorebot in this process logged. */
  readonly logged: readonly string[];
  /**
   * In this process; stopped with the world. Another configuration is that of another version in a deploy; `exit` is
   * called where it wants to be started afresh.
   */
  start(role: Role, around?: Around, as?: Config, exit?: () => void): Promise<Restorebot>;
  /** In its own process, killed with the world; a director may kill it earlier. */
  startProcess(role: Role, direct?: Director): Promise<RestorebotProcess>;
}

interface WorldOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  /** How fast Slack takes messages in a channel. @default as the real one */
  readonly slackRate?: { readonly perSecond: number; readonly burst: number };
  /** How Redis is found, where it is not one server. */
  readonly redis?: { readonly mode: Config['redis']['mode']; readonly nodes: readonly string[] };
  /** How Slack reaches the bot. @default 'socket' */
  readonly mode?: SlackMode;
  /** Which connections of the sandbox there are. @default CockroachDB's alone */
  readonly connections?: readonly string[];
  /** Over the intervals of the world, which are short. */
  readonly intervals?: Readonly<Record<string, string | number>>;
  /** Whether there is a second connection, `crdb-next`. @default false */
  readonly withNeighbour?: boolean;
  /** How long what a vendor returns is kept. @default 24h */
  readonly secretLife?: string;
  /** Connections of one bot to Slack. @default 1 */
  readonly sockets?: number;
  /** What follows when Redis lost a part of the record. @default 'continue' */
  readonly afterLoss?: 'pause' | 'continue';
}

const shortIntervals = {
  postWithin: '2s',
  hold: '100ms',
  settle: '200ms',
  findEvery: '50ms',
  lookFirst: '50ms',
  lookMax: '200ms',
  sweepEvery: '200ms',
  overdue: '300ms',
  jobLock: '1s',
  stopWithin: '2s',
  recoverEvery: '200ms',
  editEvery: '100ms',
  homeEvery: '200ms',
  slackRetryFirst: '100ms',
  slackRetryMax: '400ms',
  slackClosedRetry: '1s',
  tellWithin: '10s',
  slackTimeout: '2s',
  postingStale: '3s',
  socketPing: '3s',
  socketRetryFirst: '100ms',
  socketRetryMax: '400ms',
  people: '0ms',
  groups: '0ms',
  channels: '0ms',
};

/** For a test that takes the machine away from restorebot for seconds: what goes to Slack may take longer. */
export const unhurried = { slackTimeout: '5s', postingStale: '10s', postWithin: '10s' };

export async function startWorld({
  redisUrl,
  prefix,
  slackRate,
  redis = { mode: 'single', nodes: [] },
  mode = 'socket',
  connections = ['crdb-prod'],
  intervals = {},
  secretLife = '24h',
  withNeighbour = false,
  sockets = 1,
  afterLoss = 'continue',
}: WorldOptions): Promise<World> {
  const stack = new AsyncDisposableStack();
  const restoreMs = 1_000_000;
  const cockroachOptions = { restoreMs, rateLimit: { perSecond: 1_000 } };
  const vendors = stack.use(await startSimulators({ restoreMs, unlimited: true }));
  const { cockroach } = vendors;
  const neighbour = withNeighbour ? stack.use(await startCockroachSimulator(cockroachOptions)) : undefined;
  const { settings, ...app } = await slackApp(mode);
  const fake = stack.use(
    await startFakeSlack({
      seed: workspace,
      ...app,
      ...sandboxTokens,
      ...(slackRate === undefined ? {} : { rateLimit: slackRate }),
    }),
  );
  const slack = createSlackClient(fake.url);
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-world-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const text = stringify({
    slack: { ...settings, apiUrl: fake.apiUrl, ...(mode === 'socket' ? { sockets } : {}) },
    redis: { url: redisUrl, prefix, ...redis },
    connections: {
      ...Object.fromEntries(
        vendors.all
          .filter(({ connection }) => connections.includes(connection))
          .map((vendor) => [vendor.connection, { ...vendor.settings, ...vendor.hurried(2_000) }]),
      ),
      ...(neighbour === undefined ? {} : { 'crdb-next': connectionTo(neighbour) }),
    },
    rules: [{ name: 'production', ask: { groups: ['S0ONCALL'] }, approve: { quorum: 1, groups: ['S0DBA'] } }],
    pause: { by: { users: ['U0BEN'] }, afterLoss },
    secrets: { keys: [randomBytes(32).toString('base64')], life: secretLife },
    audit: { keys: [randomBytes(32).toString('base64')], sealEvery: '100ms' },
    intervals: { ...shortIntervals, ...intervals },
    health: { port: 0, host: '127.0.0.1' },
    log: { level: 'debug' },
  });
  const configPath = join(dir, 'restorebot.yaml');
  await writeFile(configPath, text);
  const config = parseConfig(text, {});
  let bots = 0;
  /** The first bot is where fake Slack delivers over HTTP; any further one is another replica, on its own port. */
  const placed = (role: Role, as: Config): Config => {
    bots += role === 'worker' ? 0 : 1;
    if (as.slack.mode === 'socket' || bots < 2) return as;
    return { ...as, slack: { ...as.slack, http: { ...as.slack.http, port: 0 } } };
  };
  const logged: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  return {
    slack,
    cockroach,
    neighbour() {
      if (neighbour === undefined) throw new Error('this world has no neighbour');
      return neighbour;
    },
    vendors,
    config,
    configPath,
    logged,
    async start(role, around = {}, as = config, exit = () => undefined) {
      const restorebot = await startRestorebot({ config: placed(role, as), role, log, around, exit });
      stack.use(restorebot);
      return restorebot;
    },
    async startProcess(role, direct) {
      return stack.use(
        await startRestorebotProcess({ configPath, role, ...(direct === undefined ? {} : { direct }) }),
      );
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function connectionTo({ apiKey, url }: CockroachSimulator): object {
  return { provider: 'cockroach', apiKey, baseUrl: url, timeoutMs: 2_000 };
}

/** How often CockroachDB Cloud was asked to restore something. */
export function submissions({ cockroach }: Pick<World, 'cockroach'>): number {
  return cockroach.calls().filter(({ method }) => method === 'POST').length;
}

/** What `/readyz` says. */
export async function readiness({ healthPort }: Pick<Restorebot, 'healthPort'>): Promise<string> {
  return (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).text();
}
