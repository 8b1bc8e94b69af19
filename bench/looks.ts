import { setTimeout as wait } from 'node:timers/promises';
import { callsBetween, meterRedis } from '#test/support/redis-meter.ts';
import { type Figures, quantile } from './figures.ts';
import type { Place } from './place.ts';
import { type Measured, startMeasured } from './process.ts';
import { seedTold } from './seed.ts';
import { startStubVendor, type StubVendor } from './vendor.ts';

/** Running restores about which looks find nothing new. */
export interface LookCase {
  readonly restores: number;
  readonly connections: number;
  readonly everyMs: number;
}

interface Run extends LookCase {
  readonly place: Place;
  /** Best a multiple of `everyMs`: then each restore is looked at equally often. */
  readonly measureMs: number;
  /** @default 1 */
  readonly workers?: number;
}

/** Looks at them by bare BullMQ and undici. */
export async function lookBare(run: Run): Promise<Figures> {
  const { place, workers = 1 } = run;
  await using vendor = await startStubVendor();
  await using stack = new AsyncDisposableStack();
  const measured: Measured[] = [];
  const env = {
    REDIS_URL: place.redis.url,
    PREFIX: place.newPrefix(),
    EVERY_MS: String(run.everyMs),
    CONNECTIONS: String(run.connections),
    VENDOR: vendor.url,
  };
  for (let index = 0; index < workers; index += 1) {
    const restores = index === 0 ? run.restores : 0;
    const its = { ...env, RESTORES: String(restores) };
    measured.push(stack.use(await startMeasured([place.file('bare-worker.ts')], its, 'ready')));
  }
  return await figures(measured, vendor, run);
}

/** The same restores as requests, with workers of restorebot as they run in production. */
export async function lookRestorebot(run: Run): Promise<Figures> {
  const { place, workers = 1 } = run;
  await using vendor = await startStubVendor();
  const env = await seeded(place, vendor, run);
  await using stack = new AsyncDisposableStack();
  const measured: Measured[] = [];
  for (let index = 0; index < workers; index += 1) measured.push(stack.use(await startWorker(place, env)));
  return await figures(measured, vendor, run);
}

/**
 * What an idle worker asks Redis and computes each second: in any case, and for each connection.
 * `connections`: more than one.
 */
export async function idle({ place, connections, measureMs }: Omit<Run, 'restores' | 'everyMs'>) {
  async function rates(count: number): Promise<Figures> {
    await using vendor = await startStubVendor();
    using meter = meterRedis(place.redis);
    const env = await seeded(place, vendor, { restores: 0, connections: count, everyMs: measureMs });
    await using worker = await startWorker(place, env);
    await wait(5_000);
    const [cpuBefore, before] = await Promise.all([worker.cpuMs(), meter.read()]);
    await wait(measureMs);
    const [cpu, now] = await Promise.all([worker.cpuMs(), meter.read()]);
    const { commands, scripts } = callsBetween(before, now);
    const seconds = measureMs / 1_000;
    return {
      cpuMs: (cpu - cpuBefore) / seconds,
      redisCommands: commands / seconds,
      redisScripts: scripts / seconds,
    };
  }
  const [one, many] = [await rates(1), await rates(connections)];
  const figures = Object.entries(one).flatMap(([name, first]) => {
    const each = ((many[name] ?? 0) - first) / (connections - 1);
    return [
      [`${name}InAnyCase`, first - each],
      [`${name}OfAConnection`, each],
    ] as const;
  });
  return Object.fromEntries(figures);
}

/** A worker takes over from another one, as in a rolling deployment: the new one starts, the old one is told to stop. */
export async function restart({ place, everyMs, ...size }: Omit<Run, 'measureMs'>): Promise<Figures> {
  await using vendor = await startStubVendor();
  const env = await seeded(place, vendor, { everyMs, ...size });
  const before = await startWorker(place, env);
  await vendor.seen(size.restores, 10 * everyMs);
  await wait(everyMs);
  const { writes: writesBefore } = vendor.looks();
  await using after = await startWorker(place, env);
  await before[Symbol.asyncDispose]();
  await wait(3 * everyMs);
  const { longestMs, writes } = vendor.looks();
  return {
    seenWithinTwoIntervals: longestMs.filter((gap) => gap <= 2 * everyMs).length,
    longestGapInIntervals: Math.max(...longestMs) / everyMs,
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

/** From the third round on: the first one follows the start, and in the second one much is compiled. */
async function figures(
  measured: readonly Measured[],
  vendor: StubVendor,
  { place, restores, everyMs, measureMs }: Run,
): Promise<Figures> {
  using meter = meterRedis(place.redis);
  const cpuMs = async () => sum(await Promise.all(measured.map((each) => each.cpuMs())));
  await vendor.seen(restores, 10 * everyMs);
  await wait(1.5 * everyMs);
  vendor.looks();
  const [cpuBefore, before] = await Promise.all([cpuMs(), meter.read()]);
  await wait(measureMs);
  const { count, gapsMs, openMs } = vendor.looks();
  const [cpu, now] = await Promise.all([cpuMs(), meter.read()]);
  const { commands, scripts } = callsBetween(before, now);
  const looks = Math.max(1, count);
  // A look that is overdue and has not happened yet counts, too.
  const lateMs = [...gapsMs, ...openMs.filter((gap) => gap > everyMs)].map((gap) => gap - everyMs);
  return {
    looks,
    looksPerSecond: looks / (measureMs / 1_000),
    cpuMs: (cpu - cpuBefore) / looks,
    redisCommands: commands / looks,
    redisScripts: scripts / looks,
    lagP99Ms: Math.max(0, quantile(lateMs, 0.99)),
    rssMb: sum(await Promise.all(measured.map((each) => each.rssMb()))) / measured.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
