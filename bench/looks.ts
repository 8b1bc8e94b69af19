import { setTimeout as wait } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { startRestorebot } from '#app/start.ts';
import { authentic } from '#core/ports.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { slackApp } from '#sandbox/slack-app.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { aPlan } from '#test/support/builders.ts';
import { creation } from '#test/support/saves.ts';
import { connectionName, floodedConfig } from './flooded.ts';
import { say, timesOf } from './measure.ts';

const restores = 5_000;
const connections = 100;
const watchedMs = 180_000;

/** What the same Redis and BullMQ do with as many jobs that do nothing. */
async function benchBare(redisUrl: string): Promise<void> {
  const queue = new Queue('bare', { connection: { url: redisUrl }, prefix: `{bench-${Date.now()}}` });
  const from = performance.now();
  await queue.addBulk(
    Array.from({ length: restores }, () => ({ name: 'x', data: {}, opts: { removeOnComplete: true } })),
  );
  let done = 0;
  const all = Promise.withResolvers<undefined>();
  const worker = new Worker(
    'bare',
    async () => {
      done += 1;
      if (done === restores) all.resolve(undefined);
    },
    {
      connection: { url: redisUrl, maxRetriesPerRequest: null },
      prefix: queue.opts.prefix ?? '',
      concurrency: 10,
    },
  );
  await all.promise;
  const ms = performance.now() - from;
  say(`${restores} jobs that do nothing (bare BullMQ)`, {
    ms: Math.round(ms),
    'a second': Math.round(restores / (ms / 1_000)),
  });
  await worker.close();
  await queue.close();
}

/** Running restores over many connections, all due at once; how late each look comes, from then on. */
export async function benchLooks(redisUrl: string, log: Logger): Promise<void> {
  await benchBare(redisUrl);
  await using stack = new AsyncDisposableStack();
  const { manifest } = await slackApp('socket');
  const fake = stack.use(await startFakeSlack({ seed: workspace, manifest, ...sandboxTokens }));
  const config = floodedConfig({ redisUrl, slackApiUrl: fake.apiUrl, connections });
  const redis = await connectRedis(redisUrl, { name: 'bench', role: 'fail-fast', onError: () => undefined });
  stack.defer(() => redis.disconnect());
  const signer = createAuditSigner({ keys: [], credential: config.slack.botToken });
  const store = createRedisStore({ redis, prefix: config.redis.prefix, signer });
  await seed(store);

  const lags: number[] = [];
  const seen = new Map<string, number>();
  const begin = performance.now();
  let firstRoundMs = 0;
  stack.use(
    await startRestorebot({
      config,
      role: 'worker',
      log,
      around: {
        announcer: () => ({ converge: async () => ({}) }),
        provider: (provider) => ({
          ...provider,
          async poll({ operationId }) {
            seen.set(operationId, (seen.get(operationId) ?? 0) + 1);
            if (seen.size === restores && firstRoundMs === 0) firstRoundMs = performance.now() - begin;
            const stored = authentic(await store.load(operationId));
            const due = stored?.look?.next;
            if (stored !== undefined && due !== undefined) lags.push(stored.now.getTime() - due.getTime());
            return { type: 'running', detail: 'Restoring.' };
          },
        }),
      },
    }),
  );
  await wait(watchedMs);
  const looks = [...seen.values()].reduce((sum, each) => sum + each, 0);
  say(`${restores} running restores over ${connections} connections, ${watchedMs / 1_000} s`, {
    looks,
    'a second': Math.round(looks / (watchedMs / 1_000)),
    'never looked at': restores - seen.size,
    'first round ms': Math.round(firstRoundMs),
  });
  say('how late a look comes after it was due, ms', timesOf(lags));
  const oldest = await store.oldestDue();
  const now = await store.now();
  say('owed longest at the end, ms', {
    lag: oldest === undefined ? 0 : Math.max(0, now.getTime() - oldest.getTime()),
  });
}

async function seed(store: ReturnType<typeof createRedisStore>): Promise<void> {
  for (let index = 0; index < restores; index += 1) {
    const requestId = `bench${index}`;
    const connection = connectionName(index % connections);
    const plan = aPlan({ provider: 'cockroach', connection, kind: 'database' });
    const now = await store.now();
    const asked = new Date(now.getTime() - 600_000);
    const save = creation(
      { state: 'restoring', ask: { requestId, plan }, operationId: requestId, askedAt: asked },
      { due: now },
    );
    await store.save(save);
    const { version } = save.request;
    await store.saveThread(requestId, version, { version: 1, shown: version, lines: {} }, now);
  }
}
