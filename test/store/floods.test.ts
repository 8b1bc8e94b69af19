import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { after } from '#core/instant.ts';
import type { RequestStore } from '#core/ports.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { aPlan, at } from '#test/support/builders.ts';
import { useRedis } from '#test/support/redis.ts';
import { creation } from '#test/support/saves.ts';

const { redis: one, prefix: rest } = useRedis();
const { redis: other } = useRedis();
const signer = auditSigner();

/** The record as two processes hold it. */
function twoStores(prefix: string): readonly [RequestStore, RequestStore] {
  const of = (redis: typeof one) => createRedisStore({ redis, prefix, signer });
  return [of(one), of(other)];
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);
/** From 0 to 1, the same for the same id, and far from any other's. */
const spreadOf = (id: string) => createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32;
const second = (id: string) => Number(id.slice(1));

test('F30: of 1,000 requests at once, each sent to two processes, each is stored once, and comes in its turn', async () => {
  const [first, twin] = twoStores(`${rest}:asked`);
  const all = ids(1_000);
  const mixed = all.toSorted((a, b) => spreadOf(a) - spreadOf(b));
  const savedBy = (store: RequestStore) => (requestId: string) =>
    store.save(creation({ ask: { requestId } }, { due: at(second(requestId)) }));

  const outcomes = await Promise.all([...mixed.map(savedBy(first)), ...mixed.map(savedBy(twin))]);

  const types = outcomes.map(({ type }) => type);
  expect(types.filter((type) => type === 'saved')).toHaveLength(1_000);
  expect(types.filter((type) => type === 'conflict')).toHaveLength(1_000);
  const stored = (await first.list({ limit: 2_000 })).requests;
  expect(stored.map(({ id }) => id).toSorted()).toEqual(all.toSorted());
  expect(await first.auditSequence()).toBe(1_000);
  expect(await first.overdue(at(1_000), 1_000)).toEqual(all);
});

test('F30: 5,000 restores over 100 connections are owed in turn, 500 at a time, and nothing is left behind', async () => {
  const [store] = twoStores(`${rest}:tracked`);
  const all = ids(5_000);
  const connectionOf = (id: string) => `vendor-${second(id) % 100}`;
  // Owed at some time in the same minute, each connection's mixed with all others'.
  const dueOf = (id: string) => at(Math.floor(spreadOf(id) * 60_000) / 1_000);
  const versions = new Map<string, number>();
  await Promise.all(
    all.map(async (requestId) => {
      const plan = aPlan({ connection: connectionOf(requestId) });
      const change = creation(
        { state: 'restoring', ask: { requestId, plan }, operationId: `op-${requestId}` },
        { due: dueOf(requestId) },
      );
      versions.set(requestId, change.request.version);
      expect(await store.save(change)).toEqual({ type: 'saved' });
    }),
  );
  const inTurn = all.toSorted((a, b) => dueOf(a).getTime() - dueOf(b).getTime() || (a < b ? -1 : 1));
  const now = at(60);
  const later = after(now, 60_000);
  const wish = { until: after(later, 60_000), earliest: later, gapMs: 220, inLine: false };

  const looked: string[] = [];
  const lagsMs: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const owed = await store.overdue(now, 500);
    await Promise.all(
      owed.map(async (id) => {
        await store.nextLook(connectionOf(id), id, { ...wish, now });
        const look = { of: 'restoring', at: now, next: later, count: 1, detail: 'Restoring.' };
        await store.saveLook(id, versions.get(id) ?? 0, look, later);
      }),
    );
    looked.push(...owed);
    const oldest = await store.oldestDue();
    lagsMs.push(now.getTime() - (oldest?.getTime() ?? 0));
  }

  expect(looked).toEqual(inTurn);
  expect(lagsMs).toEqual(lagsMs.toSorted((a, b) => b - a));
  expect(lagsMs.at(-1)).toBe(-60_000);
  expect(await store.overdue(now, 1)).toEqual([]);
  // Fifty are looked at on it, each 2 s apart.
  const next = (earliest: Date) => store.nextLook('vendor-7', 'r7', { ...wish, now, earliest, gapMs: 2_000 });
  expect(await next(after(now, 100_000))).toEqual(after(now, 100_000));
  expect(await next(now)).toEqual(now);
  expect(await next(now)).toEqual(after(now, 2_000));
});
