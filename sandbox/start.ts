import type { Logger } from 'pino';
import { startRestorebot } from '#app/start.ts';
import { parseConfig } from '#config/config.ts';
import { refuseForeignRecord, type StartedRedis, startRedis } from './redis.ts';
import { sandboxConfig, sandboxPrefix, sandboxTokens, workspace } from './scenario.ts';
import { connectionsTo, type Simulators, startSimulators } from './simulators.ts';
import { type SlackMode, slackApp } from './slack-app.ts';
import { startFakeSlack } from './slack/server.ts';

interface SandboxOptions {
  /** Of the page; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** How Slack reaches the bot. @default 'socket' */
  readonly mode?: SlackMode;
  /** REDIS_URL and PATH decide which Redis it is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** A running sandbox; everything of it ends when it is disposed. */
export interface Sandbox extends AsyncDisposable {
  /** The page, and fake Slack's control API. */
  readonly url: string;
  readonly vendors: Simulators;
  readonly redis: StartedRedis['kind'];
}

/** A Redis, a fake Slack, the vendors' simulators, and the real bot between them. */
export async function startSandbox({
  port,
  host,
  mode = 'socket',
  env,
  log,
}: SandboxOptions): Promise<Sandbox> {
  await using stack = new AsyncDisposableStack();
  const redis = await startRedis({ env, log });
  stack.defer(() => redis.stop());
  if (redis.kind === 'given') await refuseForeignRecord(redis.url, sandboxPrefix);
  const vendors = stack.use(await startSimulators());
  const { settings, ...app } = await slackApp(mode);
  const slack = stack.use(await startFakeSlack({ port, host, seed: workspace, ...app, ...sandboxTokens }));
  const text = sandboxConfig({
    redisUrl: redis.url,
    slackApiUrl: slack.apiUrl,
    slackSettings: settings,
    connections: connectionsTo(vendors),
  });
  stack.use(await startRestorebot({ config: parseConfig(text, {}), role: 'all', log }));
  const opened = stack.move();
  return {
    url: slack.url,
    vendors,
    redis: redis.kind,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
