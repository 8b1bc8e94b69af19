import { aPlan } from '#test/support/builders.ts';
import { callsBetween, meterRedis } from '#test/support/redis-meter.ts';
import { creation } from '#test/support/saves.ts';
import type { Figures } from './figures.ts';
import type { Place } from './place.ts';
import { openStore } from './seed.ts';

/** Saves this many requests at once. Each is one script with its events, audit entries, and locks. */
export async function asks(place: Place, count: number): Promise<Figures> {
  using meter = meterRedis(place.redis);
  const env = await place.configure({
    redis: { url: place.redis.url, prefix: place.newPrefix() },
    connections: { 'crdb-0': { provider: 'cockroach', apiKey: 'bench', baseUrl: 'http://127.0.0.1:9' } },
  });
  using opened = await openStore(env);
  const saves = Array.from({ length: count }, (_, index) =>
    creation({
      ask: {
        requestId: `ask${index}`,
        plan: aPlan({ provider: 'cockroach', connection: 'crdb-0', kind: 'database' }),
      },
    }),
  );
  const before = await meter.read();
  const cpu = process.cpuUsage();
  const from = performance.now();
  const outcomes = await Promise.all(saves.map((save) => opened.store.save(save)));
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  if (outcomes.some(({ type }) => type !== 'saved')) throw new Error('a request was not saved');
  const { commands } = callsBetween(before, await meter.read());
  return { allSavedMs: ms, cpuMs: (user + system) / 1_000 / count, redisCommands: commands / count };
}
