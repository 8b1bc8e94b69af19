import { describe, expect, test } from 'vitest';
import { readEntryLine } from '#core/audit/line.ts';
import { signUnsigned } from '#service/sign-unsigned.ts';
import { keysOf } from '#store/keys.ts';
import { createRedisAudit } from '#store/redis-audit.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { createUnsignedRecords } from '#store/unsigned-records.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { useRedis } from '#test/support/redis.ts';
import { creation, held, nextSave } from '#test/support/saves.ts';

const { redis, prefix: root } = useRedis();
let stores = 0;

/** Records as an older restorebot left them: without HMAC. */
async function older() {
  stores += 1;
  const prefix = `${root}:${stores}`;
  const deps = { redis, prefix, signer: auditSigner() };
  const store = createRedisStore(deps);
  const audit = createRedisAudit(deps);
  const keys = keysOf(prefix);
  const approved = creation({ state: 'approved' });
  await store.save(approved);
  await store.save(nextSave(approved, held('one')));
  await store.save(creation({ ask: { requestId: 'r2' } }));
  await unsign('r1', 'r2');

  async function unsign(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await redis.hdel(keys.request(id), 'eventsDigest', 'documentMac');
  }
  const logged: { readonly level: string; readonly message: string }[] = [];
  const note = (level: string) => (_: object, message: string) => void logged.push({ level, message });
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const begin = (signer = auditSigner()) =>
    signUnsigned({ store, records: createUnsignedRecords({ ...deps, signer }), audit, signer, log });
  const entries = async () => {
    const { first, seq } = await audit.head();
    return (await audit.lines(first, seq)).map((line) => readEntryLine(line ?? '')?.entry);
  };
  return { store, audit, keys, unsign, begin, entries, logged };
}

describe('records of a restorebot that signed none', () => {
  test('are signed at the first start, which the log and the audit say', async () => {
    const { store, begin, entries, logged } = await older();
    expect(await store.load('r1')).toMatchObject({ tampered: 'unsigned' });

    await begin();

    expect(await store.load('r1')).toMatchObject({ request: { id: 'r1', state: { tag: 'approved' } } });
    expect(await store.load('r2')).toMatchObject({ request: { id: 'r2' } });
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'system',
      what: 'records-signed',
      detail: { signed: 2, refused: '' },
    });
    expect(logged).toEqual([{ level: 'warn', message: 'records of an older restorebot signed' }]);
  });

  test('go on from where they were', async () => {
    const { store, begin } = await older();
    await begin();
    const loaded = await store.load('r2');
    if (loaded?.tampered !== undefined || loaded === undefined) throw new Error('r2 was not signed');

    const denied = { type: 'denied', at: loaded.now, commandId: 'c', by: 'U0ADA', reason: 'No.' } as const;
    const change = nextSave(creation({ ask: { requestId: 'r2' } }), denied, { previous: loaded.tail });

    expect(await store.save(change)).toEqual({ type: 'saved' });
    expect(await store.load('r2')).toMatchObject({ request: { state: { tag: 'denied' } } });
  });

  test('are signed once: one that loses its HMAC later is tampered, also after a start', async () => {
    const { store, unsign, begin, entries } = await older();
    await begin();
    const before = (await entries()).length;
    await unsign('r1');

    await begin();

    expect(await store.load('r1')).toMatchObject({ tampered: 'unsigned' });
    expect(await entries()).toHaveLength(before);
  });

  test('are signed only where the audit confirms them, also where somebody removed the mark', async () => {
    const { store, keys, unsign, begin, entries, logged } = await older();
    await begin();
    await unsign('r1');
    const document = (await redis.hget(keys.request('r1'), 'document')) ?? '';
    await redis.hset(keys.request('r1'), 'document', document.replaceAll('U0ADA', 'U0EVE'));
    await redis.del(keys.recordsSigned);

    await begin();

    expect(await store.load('r1')).toMatchObject({ tampered: 'unsigned' });
    expect(await store.load('r2')).toMatchObject({ request: { id: 'r2' } });
    expect((await entries()).at(-1)).toMatchObject({ detail: { signed: 0, refused: 'r1' } });
    expect(logged).toContainEqual({
      level: 'error',
      message: 'audit does not confirm an unsigned record, not signed',
    });
  });

  test.each([
    ['of another key', 'xoxb-other'],
    ['of nobody', undefined],
  ])('are signed again at a start where the mark is %s, and an invented request is not', async (_, token) => {
    const { store, keys, begin, entries } = await older();
    if (token === undefined) await redis.set(keys.recordsSigned, '2026-01-01T00:00:00.000Z 00000000 abcd');
    else await begin(auditSigner(token));
    const forged = await redis.hgetall(keys.request('r2'));
    const text = JSON.stringify(forged).replaceAll('r2', 'r9');
    await redis.hset(keys.request('r9'), JSON.parse(text) as Record<string, string>);
    await redis.rpush(keys.events('r9'), ...(await redis.lrange(keys.events('r2'), 0, -1)));
    await redis.zadd(keys.all, 1, 'r9');

    await begin();

    expect(await store.load('r9')).toMatchObject({ tampered: 'unsigned' });
    expect((await entries()).at(-1)).toMatchObject({ detail: { refused: 'r9' } });
  });

  test('of a new installation are none, and nothing is said', async () => {
    stores += 1;
    const deps = { redis, prefix: `${root}:${stores}`, signer: auditSigner() };
    const audit = createRedisAudit(deps);
    const said: string[] = [];
    const note = (_: object, message: string) => void said.push(message);
    const log = { debug: note, info: note, warn: note, error: note };

    await signUnsigned({
      store: createRedisStore(deps),
      records: createUnsignedRecords(deps),
      audit,
      signer: deps.signer,
      log,
    });

    expect(said).toEqual([]);
    expect((await audit.head()).seq).toBe(0);
    expect(await createUnsignedRecords(deps).areSigned()).toBe(true);
  });
});

describe('keys', () => {
  const [first, second] = ['a', 'b'].map((letter) => Buffer.alloc(32, letter).toString('base64'));
  if (first === undefined || second === undefined) throw new Error('two keys');

  test('a new one in front signs, and the old one still verifies', async () => {
    stores += 1;
    const prefix = `${root}:${stores}`;
    const store = (...keys: readonly string[]) =>
      createRedisStore({ redis, prefix, signer: auditSigner('xoxb-test', ...keys) });
    const created = creation({ state: 'approved' });
    await store(first).save(created);
    const rotated = store(second, first);

    const loaded = await rotated.load('r1');
    const tail = loaded?.tampered === undefined ? loaded?.tail : undefined;
    await rotated.save(nextSave(created, held('one'), { previous: tail }));

    expect(await store(second).load('r1')).toMatchObject({ request: { id: 'r1' } });
  });

  test('one that is not configured any more makes its records unverified, by name', async () => {
    stores += 1;
    const prefix = `${root}:${stores}`;
    await createRedisStore({ redis, prefix, signer: auditSigner('xoxb-old') }).save(creation({}));
    const store = createRedisStore({ redis, prefix, signer: auditSigner('xoxb-new') });

    expect(await store.load('r1')).toMatchObject({ tampered: 'unknown-key' });
  });
});
