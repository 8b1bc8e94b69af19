import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { startCockroachSimulator, type CockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { ask, renamed, restore } from '#test/support/provider-curl.ts';

const { ordersProd, ordersStaging, sessions } = clusterIds;

async function databasesOf(simulator: CockroachSimulator, cluster: string): Promise<unknown> {
  return (await ask(simulator, `/api/v1/clusters/${cluster}/databases`)).body['databases'];
}

describe('the simulator of CockroachDB Cloud', () => {
  test('refuses a wrong token and a wrong version in google.rpc.Status', async () => {
    await using simulator = await startCockroachSimulator();
    const clusters = '/api/v1/clusters';

    expect(await ask(simulator, clusters, { key: 'wrong' })).toMatchObject({
      status: 401,
      body: { code: 16 },
    });
    expect(await ask(simulator, clusters, { headers: { 'cc-version': '1999-01-01' } })).toMatchObject({
      status: 400,
      body: { code: 3, message: 'invalid Cc-Version.', details: [] },
    });
    expect(await ask(simulator, '/api/v1/clusters/nowhere')).toMatchObject({
      status: 404,
      body: { code: 5 },
    });
  });

  test('keeps a developer’s key from backups and restores, and a key from other clusters', async () => {
    const keys = [
      { secret: 'dev', roles: ['CLUSTER_DEVELOPER'] },
      { secret: 'one', roles: ['CLUSTER_ADMIN'], clusters: [ordersStaging] },
    ] as const;
    await using simulator = await startCockroachSimulator({ keys });
    const status = async (key: string, path: string) =>
      (await ask(simulator, `/api/v1${path}`, { key })).status;

    expect(await status('dev', `/clusters/${ordersProd}/databases`)).toBe(200);
    expect(await status('dev', `/clusters/${ordersProd}/backups`)).toBe(403);
    expect(await status('dev', `/clusters/${ordersProd}/restores`)).toBe(403);
    expect(await status('one', `/clusters/${ordersStaging}/backups`)).toBe(200);
    expect(await status('one', `/clusters/${ordersProd}/backups`)).toBe(403);
    expect(await status('one', '/organization')).toBe(403);
  });

  test('answers the eleventh call of a second with Retry-After', async () => {
    const realNow = () => 1_800_000_000_000;
    await using simulator = await startCockroachSimulator({ realNow });
    for (let at = 0; at < 10; at += 1) await ask(simulator, '/api/v1/organization');

    const limited = await ask(simulator, '/api/v1/organization');

    expect(limited).toMatchObject({ status: 429, body: { message: 'rate limit exceeded' } });
    expect(limited.headers.get('retry-after')).toBe('1');
  });

  test('pages its lists, and wants both times or neither', async () => {
    await using simulator = await startCockroachSimulator();
    const path = `/api/v1/clusters/${ordersProd}/backups`;
    const Page = z.object({
      backups: z.array(z.object({ as_of_time: z.string() })),
      pagination: z.record(z.string(), z.unknown()).nullable(),
    });

    const first = Page.parse(
      (await ask(simulator, `${path}?pagination.limit=100&pagination.sort_order=DESC`)).body,
    );
    const next = String(first.pagination?.['next_page']);
    const second = Page.parse(
      (
        await ask(
          simulator,
          `${path}?pagination.limit=100&pagination.sort_order=DESC&pagination.page=${next}`,
        )
      ).body,
    );

    const times = [...first.backups, ...second.backups].map(({ as_of_time }) => as_of_time);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(times).size).toBe(168);
    expect(second.pagination?.['next_page']).toBeUndefined();
    expect((await ask(simulator, `${path}?start_time=2026-01-01T00:00:00Z`)).status).toBe(400);
    expect((await ask(simulator, '/api/v1/clusters')).body['pagination']).toBeNull();
  });

  test('a restore is PENDING, then SUCCESS, and only then completed; the database appears', async () => {
    await using simulator = await startCockroachSimulator({ restoreMs: 1_000, completedAfterMs: 1_000 });
    simulator.clock.setSpeed(0);
    const { status, body } = await restore(simulator, renamed);
    const look = async () =>
      (await ask(simulator, `/api/v1/clusters/${ordersProd}/restores/${String(body['id'])}`)).body;

    expect({ status, body }).toMatchObject({
      status: 200,
      body: { status: 'PENDING', restore_opts: { new_db_name: 'orders2' } },
    });
    expect(await look()).toMatchObject({ status: 'PENDING', completion_percent: 0 });
    expect(await databasesOf(simulator, ordersProd)).toHaveLength(4);
    simulator.clock.advance(1_500);
    expect(await look()).toMatchObject({ status: 'SUCCESS', completed_at: '0001-01-01T00:00:00Z' });
    expect(await databasesOf(simulator, ordersProd)).toContainEqual({ name: 'orders2', table_count: '12' });
    simulator.clock.advance(1_000);
    expect(await look()).toMatchObject({
      status: 'SUCCESS',
      completed_at: expect.stringMatching(/^20.+208710Z$/) as string,
    });
    expect(simulator.started()).toBe(1);
  });

  test.each([
    [{ ...renamed, restore_opts: {} }, ordersProd, 'database "orders" already exists'],
    [{ ...renamed, objects: [{ database: 'gone' }] }, ordersProd, 'database "gone" is not in the backup'],
    [
      { source_cluster_id: ordersProd, type: 'CLUSTER' },
      ordersStaging,
      'destination cluster contains databases: movr',
    ],
    [
      { source_cluster_id: ordersProd, type: 'CLUSTER' },
      sessions,
      'source and destination must use the same plan',
    ],
    [{ ...renamed, source_cluster_id: sessions }, sessions, 'this plan restores whole clusters only'],
  ])('refuses %j for %s, at once or in the end', async (body, target, message) => {
    await using atOnce = await startCockroachSimulator();
    await using inTheEnd = await startCockroachSimulator({ refuseAt: 'end', restoreMs: 0 });

    expect(await restore(atOnce, body, target)).toMatchObject({ status: 400, body: { code: 9, message } });
    const { body: accepted } = await restore(inTheEnd, body, target);
    const ended = await ask(inTheEnd, `/api/v1/clusters/${target}/restores/${String(accepted['id'])}`);

    expect(atOnce.started()).toBe(0);
    expect(ended.body).toMatchObject({
      status: 'FAILED',
      client_error_code: 9,
      client_error_message: message,
    });
  });

  test('restores a table into another database', async () => {
    await using simulator = await startCockroachSimulator({ restoreMs: 0 });
    simulator.createDatabase('orders-prod', 'rescue');
    const objects = [{ database: 'orders', schema: 'audit', table: 'logins' }];
    await restore(simulator, {
      source_cluster_id: ordersProd,
      type: 'TABLE',
      objects,
      restore_opts: { into_db: 'rescue' },
    });

    expect(await databasesOf(simulator, ordersProd)).toContainEqual({ name: 'rescue', table_count: '1' });
  });

  test('locks a cluster while all of it is restored, and refuses a second restore', async () => {
    await using simulator = await startCockroachSimulator();
    simulator.dropDatabase('orders-staging', 'movr');
    await restore(simulator, { source_cluster_id: ordersProd, type: 'CLUSTER' }, ordersStaging);

    expect((await ask(simulator, `/api/v1/clusters/${ordersStaging}`)).body).toMatchObject({
      state: 'LOCKED',
      operation_status: 'DEDICATED_FULL_CLUSTER_RESTORE_RUNNING',
    });
    expect((await restore(simulator, renamed, ordersStaging)).status).toBe(400);
    simulator.finishRestores();
    expect((await ask(simulator, `/api/v1/clusters/${ordersStaging}`)).body).toMatchObject({
      state: 'CREATED',
    });
    expect(await databasesOf(simulator, ordersStaging)).toHaveLength(4);
  });
});
