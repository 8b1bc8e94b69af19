import { describe, expect, test } from 'vitest';
import { type Check, startHealth } from '#app/health.ts';
import { lagCheck } from '#app/health.ts';
import { at } from '../support/builders.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { creation } from '../support/saves.ts';

async function ask(checks: Record<string, Check>, path: string) {
  await using health = await startHealth({ port: 0, host: '127.0.0.1', checks });
  const response = await fetch(`http://127.0.0.1:${health.port}${path}`);
  return { status: response.status, body: (await response.json()) as object };
}

describe('/readyz', () => {
  test('names every part that cannot work, and why', async () => {
    const answer = await ask(
      {
        redis: async () => 'Redis evicts.',
        slack: () => undefined,
        clock: async () => {
          throw new Error('no answer');
        },
      },
      '/readyz',
    );

    expect(answer).toEqual({
      status: 503,
      body: { status: 'not ready', problems: { redis: 'Redis evicts.', clock: 'no answer' } },
    });
  });

  test('is 200 when all can', async () => {
    expect(await ask({ slack: () => undefined }, '/readyz?verbose')).toMatchObject({ status: 200 });
  });
});

test('F33: work that is owed for too long is a warning, and no reason against readiness', async () => {
  const store = createMemoryStore({ now: () => at(400) });
  const worries = { lag: lagCheck(store, 180_000) };
  const ready = async () => {
    await using health = await startHealth({ port: 0, host: '127.0.0.1', checks: {}, worries });
    const response = await fetch(`http://127.0.0.1:${health.port}/readyz`);
    return [response.status, await response.json()] as const;
  };
  expect(await ready()).toEqual([200, { status: 'ready', problems: {} }]);
  await store.save(creation({}, { due: at(230) }));
  expect(await ready()).toEqual([200, { status: 'ready', problems: {} }]);

  await store.save(creation({ ask: { requestId: 'r2' } }, { due: at(100) }));

  expect(await ready()).toEqual([
    200,
    {
      status: 'ready',
      problems: {},
      warnings: [expect.stringMatching(/^Work has been owed for 300 s, since .*: are workers running/)],
    },
  ]);
});

test('/healthz only says that the process runs', async () => {
  expect(await ask({ redis: () => 'gone' }, '/healthz')).toMatchObject({ status: 200 });
});

test('any other path says which there are', async () => {
  expect(await ask({}, '/metrics')).toMatchObject({ status: 404 });
});
