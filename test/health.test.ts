import { describe, expect, test } from 'vitest';
import { type Check, startHealth } from '#src/health.ts';

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

test('/healthz only says that the process runs', async () => {
  expect(await ask({ redis: () => 'gone' }, '/healthz')).toMatchObject({ status: 200 });
});

test('any other path says which there are', async () => {
  expect(await ask({}, '/metrics')).toMatchObject({ status: 404 });
});
