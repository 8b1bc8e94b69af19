import { expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { createRedisAudit } from '#store/redis-audit.ts';
import { createRedisPause } from '#store/redis-pause.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { useRedis } from '#test/support/redis.ts';
import { creation } from '#test/support/saves.ts';

const { redis, prefix } = useRedis();
const ben = { type: 'person', userId: 'U0BEN' } as const;
const root = { type: 'command-line', name: 'root@bastion' } as const;
let parts = 0;

function open() {
  parts += 1;
  const deps = { redis, prefix: `${prefix}:${parts}`, signer: auditSigner() };
  return {
    pause: createRedisPause(deps),
    store: createRedisStore(deps),
    audit: createRedisAudit(deps),
    key: keysOf(deps.prefix).paused,
  };
}

test('a pause is read with each request, in the same step, until somebody resumes', async () => {
  const { pause, store } = open();
  const save = creation({});
  const { request } = save;
  await store.save(save);

  expect(await store.load(request.id)).toMatchObject({ paused: undefined });
  expect(await pause.pause(ben, 'INC-9')).toBe(true);
  expect(await store.load(request.id)).toMatchObject({
    paused: { type: 'paused', by: ben, reason: 'INC-9' },
  });
  expect(await pause.resume(root)).toBe(true);
  expect(await store.load(request.id)).toMatchObject({ paused: undefined });
});

test('of several who pause at once one does, and each turn is one entry of the audit', async () => {
  const { pause, audit } = open();

  const turned = await Promise.all([pause.pause(ben, 'a'), pause.pause(root, 'b'), pause.pause(ben, 'c')]);
  await Promise.all([pause.resume(root), pause.resume(ben)]);

  expect(turned.filter(Boolean)).toHaveLength(1);
  const { seq } = await audit.head();
  const lines = await audit.lines(1, seq);
  expect(lines.map((line) => JSON.parse(line ?? '') as object)).toMatchObject([
    { kind: 'system', what: 'paused' },
    { kind: 'system', what: 'resumed' },
  ]);
});

test.each([
  ['garbage', 'paused'],
  ['an entry that somebody wrote', `{"seq":1,"kind":"system","mac":"${'0'.repeat(64)}"}`],
])('%s under the key is a pause that does not verify, and can be ended', async (_, text) => {
  const { pause, key } = open();
  await redis.set(key, text);

  expect(await pause.paused()).toEqual({ type: 'unverified' });
  expect(await pause.resume(ben)).toBe(true);
  expect(await pause.paused()).toBeUndefined();
});

test('an entry of another kind is no pause of ours', async () => {
  const { pause, audit, key } = open();
  const { line } = await audit.append({ kind: 'system', what: 'resumed', detail: { by: 'U0BEN' } });
  await redis.set(key, line);

  expect(await pause.paused()).toEqual({ type: 'unverified' });
});
