import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig } from '#src/config.ts';
import { createLog } from '#src/log.ts';
import { startRestorebot } from '#src/start.ts';
import { startCockroachSimulator } from './providers/cockroach/index.ts';
import { startRedis } from './redis.ts';
import { incident, sandboxConfig, sandboxTokens, workspace } from './scenario.ts';
import { startFakeSlack } from './slack/server.ts';

const wantedNode = 24;

/** `npm run sandbox [-- --port=3900 --host=127.0.0.1]`: the real bot between a fake Slack and the simulators. */
async function main(): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < wantedNode) {
    process.stderr.write(`Start it with “npm run sandbox”, which brings its own Node ${wantedNode}.\n`);
    process.exitCode = 1;
    return;
  }
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '3900' }, host: { type: 'string', default: '127.0.0.1' } },
  });
  const log = createLog('warn');
  await using stack = new AsyncDisposableStack();
  const redis = await startRedis({ env: process.env, log });
  stack.defer(() => redis.stop());
  const cockroach = stack.use(await startCockroachSimulator());
  cockroach.dropDatabase(incident.cluster, incident.database);
  const slack = stack.use(
    await startFakeSlack({
      port: Number(values.port),
      host: values.host,
      seed: workspace,
      manifest: JSON.parse(await readFile(join(import.meta.dirname, '../slack-manifest.json'), 'utf8')),
      ...sandboxTokens,
    }),
  );
  const config = parseConfig(
    sandboxConfig({
      redisUrl: redis.url,
      slackApiUrl: slack.apiUrl,
      cockroachUrl: cockroach.url,
      cockroachApiKey: cockroach.apiKey,
    }),
    {},
  );
  stack.use(await startRestorebot({ config, role: 'all', log }));
  process.stdout.write(greeting(slack.url, cockroach.url, redis.kind));
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  process.stdout.write('\nStopping the sandbox …\n');
}

function greeting(slackUrl: string, cockroachUrl: string, redis: string): string {
  const redisWords = {
    given: 'the Redis at REDIS_URL',
    binary: 'a redis-server of its own, in a temporary folder',
    embedded: 'an embedded Redis: nothing survives a restart',
  }[redis];
  return `
  restorebot sandbox: a fake Slack, a fake CockroachDB Cloud, and the real bot between them

    ${slackUrl}

  A migration has just dropped the database “${incident.database}” of the cluster “orders-prod”.
  As Ana, type   /restore   in #incidents. Then switch to Ben, and approve.

  Control API: ${slackUrl}/control/workspace and ${cockroachUrl}/control/state (docs/sandbox-api.md)
  Record: ${redisWords}. Stop with Ctrl+C.

`;
}

await main();
