import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '#app/log.ts';
import { startRestorebot } from '#app/start.ts';
import { parseConfig } from '#config/config.ts';
import { readEntryLine } from '#core/audit/line.ts';
import { panelRoutes } from './panel.ts';
import { serveDatabases } from './postgres/start.ts';
import { addHistory, forgetRecord, refuseForeignRecord, type StartedRedis, startRedis } from './redis.ts';
import {
  sandboxConfig,
  sandboxPrefix,
  sandboxTokens,
  sqlReader,
  unreachableCluster,
  workspace,
} from './scenario.ts';
import { connectionsTo, type Simulators, startSimulators } from './simulators.ts';
import { type SlackMode, slackApp } from './slack-app.ts';
import { createSlackClient } from './slack/client.ts';
import { type FakeSlack, startFakeSlack } from './slack/server.ts';
import { type Happened, type Story, storyOf } from './stories.ts';
import { createSandboxTime } from './time.ts';
import { createVendorFaults } from './vendor-faults.ts';

interface SandboxOptions {
  /** Of the page; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** How Slack reaches the bot. @default 'socket' */
  readonly mode?: SlackMode;
  /** REDIS_URL and PATH decide which Redis it is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder for the configuration, so that the command line can be used with it. @default none is written */
  readonly dir?: string;
  /** Of the log. @default 'error' */
  readonly level?: string;
  /** Takes each line of the log, the audit's among them. @default they are dropped */
  readonly write?: (line: string) => void;
  /** @default the first one */
  readonly story?: Story | undefined;
}

/** A running sandbox; everything of it ends when it is disposed. */
export interface Sandbox extends AsyncDisposable {
  /** The page, and fake Slack's control API. */
  readonly url: string;
  /** Those of the present run. */
  readonly vendors: Simulators;
  readonly redis: StartedRedis['kind'];
  readonly story: Story;
  /** What to type in a terminal to export and verify the audit; empty where no configuration was written. */
  readonly audit: readonly string[];
  /** Ends this run and begins another one at the same address: nothing is left of what was done. */
  startOver(story?: Story): Promise<void>;
}

/** A Redis, a fake Slack, the vendors' simulators, and the real bot between them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const first = options.story ?? storyOf(undefined);
  if (first === undefined) throw new Error('there is no story');
  let turn: Promise<void> = Promise.resolve();
  let run = await startRun(options, { story: first, number: 1, startOver });
  const { url } = run;
  const port = Number(new URL(url).port);

  function startOver(story: Story = run.story): Promise<void> {
    turn = replace(turn, story);
    return turn;
  }

  async function replace(before: Promise<void>, story: Story): Promise<void> {
    await before;
    await run[Symbol.asyncDispose]();
    run = await startRun({ ...options, port }, { story, number: run.number + 1, startOver });
  }

  return {
    url,
    get vendors() {
      return run.vendors;
    },
    get redis() {
      return run.redis;
    },
    get story() {
      return run.story;
    },
    audit: auditCommands(options.dir),
    startOver,
    async [Symbol.asyncDispose]() {
      await turn;
      await run[Symbol.asyncDispose]();
    },
  };
}

interface Run extends AsyncDisposable {
  readonly number: number;
  readonly story: Story;
  readonly url: string;
  readonly vendors: Simulators;
  readonly redis: StartedRedis['kind'];
}

interface Plot {
  readonly story: Story;
  /** 1 for the first, which has nothing of an older one to remove. */
  readonly number: number;
  readonly startOver: (story: Story) => Promise<void>;
}

async function startRun(
  { port, host, mode = 'socket', env, dir, level = 'error', write = () => undefined }: SandboxOptions,
  { story, number, startOver }: Plot,
): Promise<Run> {
  const happened: Happened[] = [];
  let slack: FakeSlack | undefined;
  const log = createLog(level, {
    write(line) {
      write(line);
      const told = transitionIn(line);
      if (told === undefined) return;
      happened.push(told);
      slack?.panelChanged();
    },
  });
  await using stack = new AsyncDisposableStack();
  const redis = await startRedis({ env, log });
  stack.defer(() => redis.stop());
  if (redis.kind === 'given') await refuseForeignRecord(redis.url, sandboxPrefix);
  if (number > 1) await forgetRecord(redis.url, sandboxPrefix);
  await addHistory(redis.url, sandboxPrefix, story.past?.(new Date()) ?? []);
  const vendors = stack.use(await startSimulators());
  story.prepare?.(vendors);
  const time = createSandboxTime();
  stack.use(await serveDatabases(vendors, sqlReader, unreachableCluster));
  const { settings, ...app } = await slackApp(mode);
  const panel = panelRoutes({
    run: number,
    story,
    vendors,
    faults: createVendorFaults(),
    happened: () => happened,
    audit: auditCommands(dir),
    advance(ms) {
      slack?.advance(ms);
      for (const { simulator } of vendors.all) simulator.clock.advance(ms);
      time.advance(ms);
    },
    // Answers the request before its server stops.
    startOver: (next) => void setImmediate(() => void startOver(next)),
  });
  slack = stack.use(await startFakeSlack({ port, host, seed: workspace, ...app, ...sandboxTokens }, panel));
  const text = sandboxConfig({
    redisUrl: redis.url,
    slackApiUrl: slack.apiUrl,
    slackSettings: settings,
    connections: connectionsTo(vendors),
  });
  if (dir !== undefined) await writeFile(configIn(dir), text, { mode: 0o600 });
  const config = parseConfig(text, {});
  stack.use(await startRestorebot({ config, role: 'all', log, around: time.around }));
  await createSlackClient(slack.url).as(story.by).say('C0INCIDENTS', story.text);
  const opened = stack.move();
  return {
    number,
    story,
    url: slack.url,
    vendors,
    redis: redis.kind,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What an audit line in the log says of a request. */
function transitionIn(line: string): Happened | undefined {
  if (!line.includes('"audit":true')) return undefined;
  const logged: unknown = JSON.parse(line);
  const text = typeof logged === 'object' && logged !== null && 'line' in logged ? String(logged.line) : '';
  const entry = readEntryLine(text)?.entry;
  if (entry?.kind !== 'transition') return undefined;
  const { type, by } = entry.event;
  return { requestId: entry.requestId, type, by };
}

function configIn(dir: string): string {
  return join(dir, 'restorebot.yaml');
}

function auditCommands(dir: string | undefined): readonly string[] {
  if (dir === undefined) return [];
  const restorebot = `RESTOREBOT_CONFIG=${configIn(dir)} npm run restorebot --`;
  const file = join(dir, 'audit.jsonl');
  return [
    `${restorebot} audit export --out=${file}`,
    `${restorebot} audit verify --file=${file}`,
    `${restorebot} audit verify`,
  ];
}
