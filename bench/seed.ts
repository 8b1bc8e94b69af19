import { createHash } from 'node:crypto';
import { renderCard } from '#bot/ui/card.ts';
import { loadConfig } from '#config/config.ts';
import { authentic } from '#core/ports.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { cockroachKinds } from '#providers/cockroach/kinds.ts';
import { connectRedis } from '#store/connect.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { aPlan } from '#test/support/builders.ts';
import { creation } from '#test/support/saves.ts';

type Env = Readonly<Record<string, string>>;

const databaseKind = cockroachKinds
  .map((kind) => ({ ...kind, settleMs: 120_000 }))
  .find(({ id }) => id === 'database');

/** The record of a configuration, as a process that reads it has it. */
export async function openStore(env: Env) {
  const { slack, audit, redis: place } = loadConfig(env);
  const redis = await connectRedis(place, { name: 'bench', onError: () => undefined });
  const signer = createAuditSigner({ keys: audit.keys, credential: slack.botToken });
  const store = createRedisStore({ redis, prefix: place.prefix, signer });
  return { store, [Symbol.dispose]: () => redis.disconnect() };
}

/** Running restores, spread over these connections, with nothing left to post: each card in Slack is up to date. */
export async function seedTold(env: Env, connections: readonly string[], restores: number): Promise<void> {
  using opened = await openStore(env);
  const { store } = opened;
  const now = await store.now();
  // The sweep at the start wakes what is owed.
  const due = new Date(now.getTime() - 1);
  for (let from = 0; from < restores; from += 50) {
    const indexes = Array.from({ length: Math.min(50, restores - from) }, (_, index) => from + index);
    await Promise.all(indexes.map((index) => seedOne(index)));
  }

  async function seedOne(index: number): Promise<void> {
    const requestId = `bench${index}`;
    const version = await saveRestoring(store, {
      requestId,
      connection: connectionOf(connections, index),
      now,
      due,
    });
    const detail = 'CockroachDB Cloud is restoring.';
    const look = { of: 'restoring', at: now, next: due, count: 9, fraction: 0.5, detail, stillSince: now };
    await store.saveLook(requestId, version, look, due);
    const stored = authentic(await store.load(requestId));
    if (stored === undefined) throw new Error('what was saved cannot be read');
    const drawn = renderCard(stored, { canCancel: false, kind: databaseKind, now });
    const cardDigest = createHash('sha256').update(JSON.stringify(drawn)).digest('hex');
    const { channel } = stored.request;
    const card = { tag: 'posted', nonce: `${requestId}.card0`, channel, ts: '1.1' } as const;
    const thread = { version: 1, shown: version, card, cardDigest, cardLookAt: now, lines: {} };
    await store.saveThread(requestId, version, thread, due);
  }
}

/** Running restores about which nothing was posted yet, each in its own channel. */
export async function seedUntold(env: Env, connection: string, channels: readonly string[]): Promise<void> {
  using opened = await openStore(env);
  const { store } = opened;
  const now = await store.now();
  const due = new Date(now.getTime() - 1);
  for (const [index, channel] of channels.entries()) {
    await saveRestoring(store, { requestId: `bench${index}`, connection, now, due, by: 'U0ANA', channel });
  }
}

interface Restoring {
  readonly requestId: string;
  readonly connection: string;
  readonly now: Date;
  readonly due: Date;
  readonly by?: string;
  readonly channel?: string;
}

async function saveRestoring(
  store: Awaited<ReturnType<typeof openStore>>['store'],
  { requestId, connection, now, due, ...asked }: Restoring,
): Promise<number> {
  const plan = aPlan({ provider: 'cockroach', connection, kind: 'database' });
  // Between two edits of a card that show progress.
  const askedAt = new Date(now.getTime() - 15 * 60_000);
  const ask = { requestId, plan, ...asked };
  const save = creation({ state: 'restoring', ask, operationId: requestId, askedAt }, { due });
  await store.save(save);
  return save.request.version;
}

function connectionOf(connections: readonly string[], index: number): string {
  return connections[index % connections.length] ?? '';
}
