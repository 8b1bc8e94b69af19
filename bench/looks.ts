import { setTimeout as wait } from 'node:timers/promises';
import { callsBetween, meterRedis, type RedisMeter } from '#test/support/redis-meter.ts';
import { type Figures, quantile } from './figures.ts';
import type { Place } from './place.ts';
import { type Measured, startMeasured } from './process.ts';
import { seedTold } from './seed.ts';
import { startStubVendor, type StubVendor } from './vendor.ts';

/** Restores that run and of which nothing new is found. */
export interface LookCase {
  readonly restores: number;
  readonly connections: number;
  readonly everyMs: number;
}

interface Run extends LookCase {
  readonly place: Place;
  readonly measureMs: number;
}

/** Looks at them by bare BullMQ and undici. */
export async function lookBare({ place, measureMs, ...size }: Run): Promise<Figures> {
  await using vendor = await startStubVendor();
  using meter = meterRedis(place.redis);
  const env = {
    REDIS_URL: place.redis.url,
    PREFIX: place.newPrefix(),
    EVERY_MS: String(size.everyMs),
    RESTORES: String(size.restores),
    CONNECTIONS: String(size.connections),
    VENDOR: vendor.url,
  };
  await using measured = await startMeasured([place.file('bare-worker.ts')], env, 'ready');
  return await figures([measured], meter, vendor, size, measureMs);
}

/** The same restores as requests of workers of restorebot, as whole as they run in production. */
export async function lookRestorebot({ place, measureMs, ...size }: Run, workers = 1): Promise<Figures> {
  await using vendor = await startStubVendor();
  using meter = meterRedis(place.redis);
  const env = await seeded(place, vendor, size);
  await using stack = new AsyncDisposableStack();
  const measured: Measured[] = [];
  for (let index = 0; index < workers; index += 1) measured.push(stack.use(await startWorker(place, env)));
  return await figures(measured, meter, vendor, size, measureMs);
}

/**
 * A worker takes over from another one, as in a rolling deployment: the new one starts, the old one is told to stop.
 * Gives how long the restore that waited longest was without a look, in intervals, and what was sent to the vendor.
 */
export async function restart({ place, everyMs, ...size }: Omit<Run, 'measureMs'>): Promise<Figures> {
  await using vendor = await startStubVendor();
  const env = await seeded(place, vendor, { everyMs, ...size });
  const before = await startWorker(place, env);
  await wait(2.5 * everyMs);
  const { writes: writesBefore } = vendor.looks();
  await using after = await startWorker(place, env);
  await before[Symbol.asyncDispose]();
  await wait(2 * everyMs);
  const { gapsMs, restores, writes } = vendor.looks();
  return {
    lookedAtAgain: restores,
    longestGapInIntervals: Math.max(...gapsMs.map((gap) => gap / everyMs)),
    submissions: writesBefore + writes,
    startMs: after.startMs,
  };
}

async function seeded(place: Place, vendor: StubVendor, { restores, connections, everyMs }: LookCase) {
  const names = Array.from({ length: connections }, (_, index) => `crdb-${index}`);
  const settings = { provider: 'cockroach', apiKey: 'bench', baseUrl: vendor.url, ratePerSecond: 10 };
  const env = await place.configure({
    redis: { url: place.redis.url, prefix: place.newPrefix() },
    connections: Object.fromEntries(names.map((name) => [name, { ...settings }])),
    intervals: { lookFirst: `${everyMs}ms`, lookMax: `${everyMs}ms` },
  });
  await seedTold(env, names, restores);
  return env;
}

const startWorker = (place: Place, env: Readonly<Record<string, string>>) =>
  startMeasured([place.main, '--role=worker'], env, 'restorebot is running');

/** From the second round on: the first one follows the start. */
async function figures(
  measured: readonly Measured[],
  meter: RedisMeter,
  vendor: StubVendor,
  { everyMs }: LookCase,
  measureMs: number,
): Promise<Figures> {
  const cpuMs = async () => sum(await Promise.all(measured.map((each) => each.cpuMs())));
  await wait(1.5 * everyMs);
  vendor.looks();
  const [cpuBefore, before] = await Promise.all([cpuMs(), meter.read()]);
  await wait(measureMs);
  const { count, gapsMs } = vendor.looks();
  const [cpu, now] = await Promise.all([cpuMs(), meter.read()]);
  const { commands, scripts } = callsBetween(before, now);
  const looks = Math.max(1, count);
  return {
    looks,
    cpuMs: (cpu - cpuBefore) / looks,
    redisCommands: commands / looks,
    redisScripts: scripts / looks,
    lagP99Ms: quantile(
      gapsMs.map((gap) => Math.max(0, gap - everyMs)),
      0.99,
    ),
    rssMb: sum(await Promise.all(measured.map((each) => each.rssMb()))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
