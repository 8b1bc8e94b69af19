import { expect, test } from 'vitest';
import { after } from '#core/instant.ts';
import type { RequestStore, SecretsChange } from '#core/ports.ts';
import { creation, held, nextSave } from './saves.ts';
import type { Start } from './store-under-test.ts';

async function keeping(
  store: RequestStore,
  ms: number,
  put: SecretsChange['put'] = {},
): Promise<{ readonly secrets: SecretsChange }> {
  return { secrets: { put, until: after(await store.now(), ms) } };
}

export function secretCases(start: Start): void {
  const password = { 'Password of “db_admin”': 'v1.key.text' };

  test('come with the save that brought them, for their request alone', async () => {
    const { store } = await start({});
    await store.save(creation({ state: 'restoring' }, await keeping(store, 60_000, password)));

    expect(await store.loadSecrets('r1')).toEqual(password);
    expect(await store.loadSecrets('r2')).toEqual({});
    expect(JSON.stringify(await store.load('r1'))).not.toContain('v1.key.text');
  });

  test('stay as they are while saves say nothing of them', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, await keeping(store, 60_000, password));
    await store.save(created);
    const { secrets: _, ...silent } = nextSave(created, held('one'));

    await store.save(silent);

    expect(await store.loadSecrets('r1')).toEqual(password);
  });

  test('are not written by a save that is refused', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, { takeLocks: ['a'] });
    await store.save(created);
    const more = await keeping(store, 60_000, password);

    await store.save(creation({ state: 'approved' }, more));
    await store.save(
      creation({ state: 'approved', ask: { requestId: 'r2' } }, { takeLocks: ['a'], ...more }),
    );

    expect(await store.loadSecrets('r1')).toEqual({});
    expect(await store.loadSecrets('r2')).toEqual({});
  });

  test('join those that are there', async () => {
    const { store } = await start({});
    const created = creation({ state: 'approved' }, await keeping(store, 60_000, password));
    await store.save(created);

    await store.save(
      nextSave(created, held('one'), await keeping(store, 60_000, { Download: 'v1.key.link' })),
    );

    expect(await store.loadSecrets('r1')).toEqual({ ...password, Download: 'v1.key.link' });
  });

  test('end automatically, sooner where a later save says so, and at once where it is over', async () => {
    const { store, pass } = await start({});
    const created = creation({ state: 'approved' }, await keeping(store, 60_000, password));
    const other = creation(
      { state: 'approved', ask: { requestId: 'r2' } },
      await keeping(store, 60_000, password),
    );
    await store.save(created);
    await store.save(other);

    await store.save(nextSave(created, held('one'), await keeping(store, 50)));
    await store.save(nextSave(other, held('one'), await keeping(store, -1)));

    expect(await store.loadSecrets('r2')).toEqual({});
    pass?.(50);
    await expect.poll(() => store.loadSecrets('r1')).toEqual({});
  });
}
