import { describe, expect, test } from 'vitest';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import { startCockroachSimulator, type CockroachSimulator } from '#sandbox/providers/cockroach/index.ts';
import { ask, renamed, restore } from '#test/support/provider-curl.ts';

const { ordersProd } = clusterIds;

describe('the control API of a simulator', () => {
  const control = (simulator: CockroachSimulator, method: string, path: string, body?: unknown) =>
    ask(simulator, `/control/${path}`, { method, ...(body === undefined ? {} : { body }) });

  test('shows what it was asked, without the credential, and how many restores began', async () => {
    await using simulator = await startCockroachSimulator();
    await restore(simulator, renamed);

    const calls = await control(simulator, 'GET', 'calls');
    expect(calls.body['calls']).toMatchObject([{ method: 'POST', status: 200, body: renamed }]);
    expect(JSON.stringify(calls.body)).not.toContain(simulator.apiKey);
    expect((await control(simulator, 'GET', 'state')).body).toMatchObject({
      ok: true,
      started: 1,
      restores: [{ status: 'PENDING' }],
    });
    await control(simulator, 'DELETE', 'calls');
    expect((await control(simulator, 'GET', 'calls')).body['calls']).toEqual([]);
  });

  test('injects faults for as many calls as it is told', async () => {
    await using simulator = await startCockroachSimulator();
    const fault = { method: 'GET', path: '/organization', times: 2, action: { type: 'status', status: 503 } };

    expect((await control(simulator, 'POST', 'faults', fault)).body).toEqual({ ok: true, id: 'fault-1' });
    const statuses = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await ask(simulator, '/api/v1/organization')).status);

    expect(statuses).toEqual([503, 503, 200]);
    expect((await control(simulator, 'GET', 'faults')).body['faults']).toEqual([]);
  });

  test('finishes, fails, forgets and starts restores', async () => {
    await using simulator = await startCockroachSimulator();
    const start = () =>
      control(simulator, 'POST', 'restores/start', { cluster: 'orders-prod', request: renamed });

    const failed = await start();
    await control(simulator, 'POST', 'restores/fail', { message: 'disk full', code: 7 });
    const finished = await start();
    expect((await control(simulator, 'POST', 'restores/finish', {})).body).toEqual({ ok: true, ended: 1 });

    expect(simulator.state().restores).toMatchObject([
      { id: failed.body['id'], status: 'FAILED', client_error_message: 'disk full', client_error_code: 7 },
      { id: finished.body['id'], status: 'SUCCESS' },
    ]);
    expect((await start()).body).toMatchObject({ ok: false, message: 'database "orders2" already exists' });
    await control(simulator, 'POST', 'restores/forget', { id: failed.body['id'] });
    expect(simulator.state().restores).toHaveLength(1);
  });

  test('drops and makes databases and backups, and changes a cluster', async () => {
    await using simulator = await startCockroachSimulator();
    await control(simulator, 'POST', 'databases/drop', { cluster: 'orders-prod', database: 'orders' });
    await control(simulator, 'POST', 'databases/create', {
      cluster: ordersProd,
      database: 'b',
      tables: ['public.t'],
    });
    const { body } = await control(simulator, 'POST', 'backups/add', { cluster: 'orders-prod' });
    const [oldest] = simulator.backupsOf('orders-prod');
    await control(simulator, 'POST', 'backups/drop', { cluster: 'orders-prod', backup: oldest?.id });
    await control(simulator, 'POST', 'clusters/change', {
      cluster: 'orders-prod',
      change: { version: 'v25.3.0' },
    });

    const backups = simulator.backupsOf('orders-prod').map(({ id }) => id);
    expect(backups.at(-1)).toBe(body['id']);
    expect(backups).not.toContain(oldest?.id);
    expect(simulator.state().clusters[0]).toMatchObject({
      cockroach_version: 'v25.3.0',
      databases: [{ name: 'defaultdb' }, { name: 'movr' }, { name: 'payments' }, { name: 'b' }],
    });
  });

  test('moves the clock, which the Date header follows', async () => {
    await using simulator = await startCockroachSimulator();

    const { body } = await control(simulator, 'POST', 'clock', { advanceMs: 3_600_000, speed: 50 });
    const { headers } = await ask(simulator, '/api/v1/organization');

    expect(body).toMatchObject({ ok: true, speed: 50 });
    expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(3_590_000);
  });

  test('says what it knows where it is asked something else', async () => {
    await using simulator = await startCockroachSimulator();

    const unknown = await control(simulator, 'POST', 'explode', {});
    const wrong = await control(simulator, 'POST', 'databases/drop', { cluster: 'nowhere', database: 'x' });

    expect(unknown).toMatchObject({ status: 404, body: { ok: false, error: 'unknown_request' } });
    expect(wrong).toMatchObject({ status: 400, body: { ok: false, message: 'there is no cluster nowhere' } });
  });
});
