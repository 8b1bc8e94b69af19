import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { renderCard } from '#bot/ui/card.ts';
import { loadConfig } from '#config/config.ts';
import { authentic } from '#core/ports.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { cockroachKinds } from '#providers/cockroach/kinds.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { aPlan } from '#test/support/builders.ts';
import { callsBetween, meterRedis, type RedisMeter } from '#test/support/redis-meter.ts';
import { creation } from '#test/support/saves.ts';
import type { Place } from './place.ts';
import { type Measured, startMeasured } from './process.ts';
import { startStubVendor, type StubVendor } from './vendor.ts';

export interface LookCase {
  readonly restores: number;
  readonly connections: number;
}

/** What one look takes, of restores that run and of which nothing new is found. */
export interface LookFigures {
  readonly looks: number;
  readonly cpuMs: number;
  readonly redisCommands: number;
  readonly redisScripts: number;
  readonly rssMb: number;
}

const everyMs = 10_000;
const databaseKind = cockroachKinds
  .map((kind) => ({ ...kind, settleMs: 120_000 }))
  .find(({ id }) => id === 'database');

interface Run extends LookCase {
  readonly place: Place;
  readonly measureMs: number;
}

/** Restores over connections, each looked at every 10 s, by bare BullMQ and undici. */
export async function lookBare({ place, measureMs, ...size }: Run): Promise<LookFigures> {
  await using vendor = await startStubVendor();
  using meter = meterRedis(place.redis);
  const env = {
    REDIS_URL: place.redis.url,
    PREFIX: place.newPrefix(),
    EVERY_MS: String(everyMs),
    RESTORES: String(size.restores),
    CONNECTIONS: String(size.connections),
    VENDOR: vendor.url,
  };
  await using measured = await startMeasured([place.file('bare-worker.ts')], env, 'ready');
  return await figures(measured, meter, vendor, measureMs);
}

/** The same restores as requests of a worker of restorebot, as whole as it runs in production. */
export async function lookRestorebot({ place, measureMs, ...size }: Run): Promise<LookFigures> {
  await using vendor = await startStubVendor();
  using meter = meterRedis(place.redis);
  const prefix = place.newPrefix();
  const names = Array.from({ length: size.connections }, (_, index) => `crdb-${index}`);
  const settings = { provider: 'cockroach', apiKey: 'bench', baseUrl: vendor.url, ratePerSecond: 10 };
  const env = await place.configure({
    redis: { url: place.redis.url, prefix },
    connections: Object.fromEntries(names.map((name) => [name, settings])),
    intervals: { lookFirst: `${everyMs}ms`, lookMax: `${everyMs}ms` },
  });
  await seed(env, prefix, place.redis.url, names, size.restores);
  const args = [place.main, '--role=worker'];
  await using measured = await startMeasured(args, env, 'restorebot is running');
  return await figures(measured, meter, vendor, measureMs);
}

/** From the third round on: the first one follows the start. */
async function figures(
  measured: Measured,
  meter: RedisMeter,
  vendor: StubVendor,
  measureMs: number,
): Promise<LookFigures> {
  await wait(2 * everyMs);
  vendor.looks();
  const [cpuBefore, before] = await Promise.all([measured.cpuMs(), meter.read()]);
  await wait(measureMs);
  const looks = Math.max(1, vendor.looks());
  const [cpu, now] = await Promise.all([measured.cpuMs(), meter.read()]);
  const { commands, scripts } = callsBetween(before, now);
  return {
    looks,
    cpuMs: (cpu - cpuBefore) / looks,
    redisCommands: commands / looks,
    redisScripts: scripts / looks,
    rssMb: await measured.rssMb(),
  };
}

async function seed(
  env: Readonly<Record<string, string>>,
  prefix: string,
  url: string,
  names: readonly string[],
  restores: number,
): Promise<void> {
  const redis = await connectRedis(url, { name: 'bench', onError: () => undefined });
  const { slack, audit } = loadConfig(env);
  const signer = createAuditSigner({ keys: audit.keys, credential: slack.botToken });
  const store = createRedisStore({ redis, prefix, signer });
  const now = await store.now();
  for (let index = 0; index < restores; index += 1) {
    const requestId = `bench${index}`;
    const connection = names[index % names.length] ?? '';
    const plan = aPlan({ provider: 'cockroach', connection, kind: 'database' });
    // What is owed at the start is woken by its sweep.
    const due = new Date(now.getTime() - 1);
    const askedAt = new Date(now.getTime() - 600_000);
    const save = creation(
      { state: 'restoring', ask: { requestId, plan }, operationId: requestId, askedAt },
      { due },
    );
    await store.save(save);
    const { version } = save.request;
    // The look before saw the same, and all of it was told: a card stands in Slack as it would be drawn now.
    const detail = 'CockroachDB Cloud is restoring.';
    const look = { of: 'restoring', at: now, next: due, count: 9, fraction: 0.5, detail, stillSince: now };
    await store.saveLook(requestId, version, look, due);
    const stored = authentic(await store.load(requestId));
    if (stored === undefined) throw new Error('what was saved cannot be read');
    const drawn = renderCard(stored, { canCancel: false, kind: databaseKind, now });
    const cardDigest = createHash('sha256').update(JSON.stringify(drawn)).digest('hex');
    const card = {
      tag: 'posted',
      nonce: `${requestId}.card0`,
      channel: stored.request.channel,
      ts: '1.1',
    } as const;
    const thread = { version: 1, shown: version, card, cardDigest, lines: {} };
    await store.saveThread(requestId, version, thread, due);
  }
  redis.disconnect();
}
