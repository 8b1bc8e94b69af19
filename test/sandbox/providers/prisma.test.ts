import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { databaseIds, passwords, shopDataset } from '#sandbox/providers/prisma/dataset.ts';
import { startPrismaSimulator, type PrismaSimulator } from '#sandbox/providers/prisma/index.ts';

const { shop, shopStaging, external } = databaseIds;
const Json = z.record(z.string(), z.unknown());

interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
}

/** One call, as curl would make it. */
async function ask(simulator: PrismaSimulator, path: string, { method = 'GET', token, body }: Ask = {}) {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token ?? simulator.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: Json.parse(await response.json()) };
}

function control(simulator: PrismaSimulator, path: string, body: unknown) {
  return ask(simulator, `/control/${path}`, { method: 'POST', body });
}

/** Starts a restore of a backup of shop-prod. */
function restore(simulator: PrismaSimulator, target: string = shop, source: object = {}) {
  const body = { source: { type: 'backup', databaseId: shop, backupId: 'bkp_shop-prod_01', ...source } };
  return ask(simulator, `/v1/databases/${target}/restore`, { method: 'POST', body });
}

describe('the simulator of Prisma Postgres', () => {
  test('refuses a wrong token, and knows nothing of another workspace', async () => {
    const workspaceId = 'cmf0elsewhere0000000001';
    await using simulator = await startPrismaSimulator({
      tokens: [
        { secret: 'ours', workspaceId: 'cmf0workspace00000000001', type: 'service_token' },
        { secret: 'theirs', workspaceId, type: 'service_token' },
      ],
      dataset(now) {
        const world = shopDataset(now);
        const [workspace] = world.workspaces;
        const theirs = workspace === undefined ? [] : [{ ...workspace, id: workspaceId }];
        return { ...world, workspaces: [...world.workspaces, ...theirs] };
      },
    });

    expect(await ask(simulator, '/v1/databases', { token: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: { code: 'authentication-failed' } },
    });
    expect((await ask(simulator, '/v1/databases', { token: 'theirs' })).body['data']).toEqual([]);
    expect(await ask(simulator, `/v1/databases/${shop}`, { token: 'theirs' })).toMatchObject({
      status: 404,
      body: { error: { code: 'resource-not-found' } },
    });
  });

  test('knows a database with and without the prefix of its id, and shows a password', async () => {
    await using simulator = await startPrismaSimulator();

    const withPrefix = await ask(simulator, `/v1/databases/${shop}`);
    const without = await ask(simulator, `/v1/databases/${shop.replace('db_', '')}`);

    expect(withPrefix).toEqual(without);
    expect(JSON.stringify(withPrefix.body)).toContain(passwords[0]);
    expect(withPrefix.body['data']).toMatchObject({ id: shop, status: 'ready', source: { type: 'empty' } });
  });

  test('pages databases by a cursor, and backups not at all', async () => {
    await using simulator = await startPrismaSimulator();
    const backups = (query: string) => ask(simulator, `/v1/databases/${shop}/backups${query}`);

    const first = await ask(simulator, '/v1/databases?limit=3');
    const last = await ask(simulator, '/v1/databases?limit=3&cursor=3');

    expect(first.body).toMatchObject({ pagination: { nextCursor: '3', hasMore: true } });
    expect(last.body).toMatchObject({
      data: [{ id: external }],
      pagination: { nextCursor: null, hasMore: false },
    });
    expect((await backups('?limit=2')).body).toMatchObject({ pagination: { hasMore: true, limit: 2 } });
    expect((await backups('')).body).toMatchObject({ pagination: { hasMore: false, limit: 25 } });
    expect((await backups('?limit=101')).status).toBe(422);
    expect((await ask(simulator, `/v1/databases/${external}/backups`)).body).toMatchObject({
      error: { message: 'Remote database backups are not supported' },
    });
  });

  test('a restore recovers, is ready with the backup’s data, and keeps its connections', async () => {
    await using simulator = await startPrismaSimulator({ restoreMs: 1_000 });
    simulator.clock.setSpeed(0);
    const look = async () => (await ask(simulator, `/v1/databases/${shop}`)).body['data'];
    const before = Json.parse(await look());

    const accepted = await restore(simulator);
    const running = await look();
    simulator.clock.advance(1_000);
    const ended = Json.parse(await look());

    const source = { type: 'backup', databaseId: shop, backupId: 'bkp_shop-prod_01' };
    expect(accepted).toMatchObject({ status: 200, body: { data: { status: 'recovering', source } } });
    expect(running).toMatchObject({ status: 'recovering' });
    expect(ended).toMatchObject({ status: 'ready', source });
    expect(ended['connections']).toEqual(before['connections']);
    expect(simulator.state()).toMatchObject({ started: 1, restores: [{ outcome: 'succeeded' }] });
    expect(simulator.state().databases[0]).toMatchObject({ data: 'shop-prod 1 nights ago' });
  });

  test('may lag, and may say nothing of the source', async () => {
    await using simulator = await startPrismaSimulator({ lagMs: 5_000, showsSource: false });
    simulator.clock.setSpeed(0);
    const look = async () => (await ask(simulator, `/v1/databases/${shop}`)).body['data'];

    const accepted = await restore(simulator);

    expect(accepted.body).toMatchObject({ data: { status: 'recovering', source: { type: 'backup' } } });
    expect(await look()).toMatchObject({ status: 'ready', source: { type: 'empty' } });
    simulator.clock.advance(6_000);
    expect(await look()).toMatchObject({ status: 'recovering', source: { type: 'empty' } });
  });

  test.each([
    ['a type that is no backup', shop, { type: 'database' }, 422],
    ['a failed backup', shop, { backupId: 'bkp_shop-prod_03' }, 422],
    ['an external target', external, {}, 422],
    ['an unknown backup', shop, { backupId: 'nothing' }, 404],
    ['a backup of another database', shop, { databaseId: shopStaging }, 404],
    ['an unknown target', 'db_nothing', {}, 404],
  ])('refuses %s', async (_, target, source, status) => {
    await using simulator = await startPrismaSimulator();

    expect((await restore(simulator, target, source)).status).toBe(status);
    expect(simulator.started()).toBe(0);
  });

  test('refuses a second restore while one runs, and takes one afterwards', async () => {
    await using simulator = await startPrismaSimulator();
    await restore(simulator);

    expect((await restore(simulator)).status).toBe(409);
    simulator.finishRestores();
    expect((await restore(simulator)).status).toBe(200);
    expect(simulator.started()).toBe(2);
  });
});

describe('its control API', () => {
  test('finishes, fails and starts restores', async () => {
    await using simulator = await startPrismaSimulator();
    const request = { source: { type: 'backup', databaseId: shop, backupId: 'bkp_shop-prod_00' } };

    await control(simulator, 'restores/start', { database: 'shop-prod', request });
    expect((await control(simulator, 'restores/start', { database: 'shop-prod', request })).status).toBe(400);
    expect((await control(simulator, 'restores/fail', { database: shopStaging })).body).toMatchObject({
      ended: 0,
    });
    expect((await control(simulator, 'restores/fail', {})).body).toMatchObject({ ended: 1 });
    expect(simulator.state().databases[0]).toMatchObject({ status: 'failure', data: 'shop-prod now' });
    await control(simulator, 'restores/start', { database: shop, request });
    expect((await control(simulator, 'restores/finish', {})).body).toMatchObject({ ended: 1 });
    expect(simulator.state()).toMatchObject({
      started: 2,
      restores: [{ outcome: 'failed' }, { outcome: 'succeeded' }],
    });
  });

  test('changes databases, backups and the plan', async () => {
    await using simulator = await startPrismaSimulator();
    const change = { status: 'provisioning', name: 'shop' };

    await control(simulator, 'databases/write', { database: 'shop-prod', data: 'today' });
    const added = await control(simulator, 'backups/add', { database: 'shop-prod' });
    await control(simulator, 'backups/drop', { database: 'shop-prod', backup: 'bkp_shop-prod_06' });
    await control(simulator, 'databases/change', { database: 'shop-prod', change });
    await control(simulator, 'databases/delete', { database: 'reports' });
    await control(simulator, 'databases/show-source', { shows: false });
    await control(simulator, 'plan/usage-blocked', { blocked: true });

    expect(simulator.state().databases.map((each) => Json.parse(each)['name'])).toEqual([
      'shop',
      'shop-staging',
      'warehouse',
    ]);
    expect(simulator.state().databases[0]).toMatchObject({ status: 'provisioning', data: 'today' });
    expect(simulator.backupsOf('shop').at(-1)?.id).toBe(added.body['id']);
    expect(simulator.backupsOf('shop')).toHaveLength(7);
    expect(await restore(simulator, shopStaging, { databaseId: shop })).toMatchObject({
      status: 422,
      body: { error: { code: 'planLimitReached', hint: 'Upgrade the plan to go on.' } },
    });
    expect((await control(simulator, 'databases/delete', { database: 'reports' })).body).toMatchObject({
      ok: false,
      message: 'there is no database reports',
    });
  });
});
