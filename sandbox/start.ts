import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { parseConfig } from '#src/config.ts';
import { startRestorebot } from '#src/start.ts';
import { type CockroachSimulator, startCockroachSimulator } from './providers/cockroach/index.ts';
import { type StartedRedis, startRedis } from './redis.ts';
import { incident, sandboxConfig, sandboxTokens, workspace } from './scenario.ts';
import { startFakeSlack } from './slack/server.ts';

interface SandboxOptions {
  /** Of the page; 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** REDIS_URL and PATH decide which Redis it is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** A running sandbox; everything of it ends when it is disposed. */
export interface Sandbox extends AsyncDisposable {
  /** The page, and fake Slack's control API. */
  readonly url: string;
  readonly cockroach: CockroachSimulator;
  readonly redis: StartedRedis['kind'];
}

/** A Redis, a fake Slack, the vendors' simulators, and the real bot between them. */
export async function startSandbox({ port, host, env, log }: SandboxOptions): Promise<Sandbox> {
  await using stack = new AsyncDisposableStack();
  const redis = await startRedis({ env, log });
  stack.defer(() => redis.stop());
  const cockroach = stack.use(await startCockroachSimulator());
  cockroach.dropDatabase(incident.cluster, incident.database);
  const manifest: unknown = JSON.parse(
    await readFile(join(import.meta.dirname, '../slack-manifest.json'), 'utf8'),
  );
  const slack = stack.use(await startFakeSlack({ port, host, seed: workspace, manifest, ...sandboxTokens }));
  const text = sandboxConfig({
    redisUrl: redis.url,
    slackApiUrl: slack.apiUrl,
    cockroachUrl: cockroach.url,
    cockroachApiKey: cockroach.apiKey,
  });
  stack.use(await startRestorebot({ config: parseConfig(text, {}), role: 'all', log }));
  const opened = stack.move();
  return {
    url: slack.url,
    cockroach,
    redis: redis.kind,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
