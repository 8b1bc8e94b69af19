import { setTimeout as wait } from 'node:timers/promises';
import { createSlackClient } from '#sandbox/slack/client.ts';
import { type Figures, quantile } from './figures.ts';
import type { Place } from './place.ts';
import { startMeasured } from './process.ts';
import { seedUntold } from './seed.ts';
import { startStubVendor } from './vendor.ts';

const endWithinMs = 60_000;

/** From the look in which the vendor says that a restore is done until its thread says so; and Slack calls for each whole story. */
export async function told(place: Place, restores: number): Promise<Figures> {
  await using vendor = await startStubVendor();
  const slack = createSlackClient(place.slackUrl);
  const names = Array.from({ length: restores }, (_, index) => `bench-${index}`);
  const channels = await Promise.all(
    names.map((name) => slack.addChannel({ name, members: ['U0ANA', 'U0RESTOREBOT'] })),
  );
  const settings = { provider: 'cockroach', apiKey: 'bench', baseUrl: vendor.url, ratePerSecond: 10 };
  const env = await place.configure({
    redis: { url: place.redis.url, prefix: place.newPrefix() },
    connections: { 'crdb-0': settings },
    intervals: { lookFirst: '2s', lookMax: '2s' },
  });
  await seedUntold(env, 'crdb-0', channels);
  await using stack = new AsyncDisposableStack();
  stack.use(await startMeasured([place.main, '--role=worker'], env, 'restorebot is running'));
  const posts = async () => {
    const calls = await slack.calls('chat.postMessage');
    return channels.map((channel) =>
      calls.filter(({ args, ok }) => ok && args['channel'] === channel && args['thread_ts'] !== undefined),
    );
  };
  const settled = async () => {
    let before = -1;
    for (let now = -2; now !== before;) {
      before = now;
      await wait(2_000);
      now = (await posts()).flat().length;
    }
  };
  await settled();
  const beforeEnd = (await posts()).map(({ length }) => length);
  vendor.finish();
  const late = performance.now() + endWithinMs;
  while (performance.now() < late) {
    if ((await posts()).every(({ length }, index) => length > (beforeEnd[index] ?? 0))) break;
    await wait(200);
  }
  await settled();
  const times = (await posts()).map((lines, index) => {
    const line = lines[beforeEnd[index] ?? 0];
    const saidAt = vendor.saidDone.get(`bench${index}`);
    if (line === undefined || saidAt === undefined) throw new Error('a thread was not told');
    return Date.parse(line.at) - saidAt;
  });
  const all = (await slack.calls()).filter(({ args }) => channels.some((one) => one === args['channel']));
  return {
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    slackCallsPerRestore: all.length / restores,
  };
}
