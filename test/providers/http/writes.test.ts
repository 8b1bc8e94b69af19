import { describe, expect, test } from 'vitest';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, write } from '#test/support/provider-http.ts';
import { createUnlimited } from '#test/support/unlimited.ts';

describe('writes', () => {
  test('go out once, on a connection that is closed afterwards', async () => {
    await using origin = await listen(json(200, { name: 'x' }));
    const client = clientOf(origin.url);

    await client.write(write());
    await client.write(write());

    expect(origin.seen).toEqual(['close', 'close']);
  });

  test('that meet a TLS failure were not sent', async () => {
    await using origin = await listen(json(200, { name: 'x' }));
    const client = clientOf(origin.url.replace('http:', 'https:'));

    expect(kindOf(await rejection(client.write(write())))).toBe('unavailable');
    expect(origin.seen).toHaveLength(0);
  });

  test('that meet a host which cannot be resolved were not sent', async () => {
    expect(kindOf(await rejection(clientOf('https://no-such-host.invalid').write(write())))).toBe(
      'unavailable',
    );
  });

  test.each([
    [429, {}, {}, 'rate-limited'],
    [429, { message: 'slow down' }, { 'retry-after': '3' }, 'rate-limited'],
    [400, { message: 'rate limit exceeded' }, {}, 'indeterminate'],
    [503, { message: 'rate limit exceeded' }, {}, 'indeterminate'],
    [400, { code: 'TAKEN' }, {}, 'invalid'],
    [403, {}, {}, 'indeterminate'],
    [403, { code: 'ROLE' }, {}, 'forbidden'],
    [403, { code: 'ROLE' }, { 'retry-after': '3' }, 'indeterminate'],
    [409, { code: 'TAKEN' }, {}, 'conflict'],
    [409, { code: 'TAKEN' }, { 'retry-after': 'soon' }, 'indeterminate'],
    [409, { code: 'ODD' }, {}, 'indeterminate'],
    [423, { code: 'LOCKED' }, {}, 'busy'],
    [425, { code: 'TAKEN' }, {}, 'indeterminate'],
    [503, { message: 'upstream is gone' }, { 'retry-after': '3' }, 'indeterminate'],
    [408, {}, {}, 'indeterminate'],
    [200, { message: 'no name here' }, {}, 'indeterminate'],
  ])('answered by %i %j %j are %s', async (status, body, headers, kind) => {
    await using origin = await listen(json(status, body, headers));

    expect(kindOf(await rejection(clientOf(origin.url).write(write())))).toBe(kind);
    expect(origin.seen).toHaveLength(1);
  });

  test('cut off in the middle of a refusal are indeterminate: what it said is not known', async () => {
    await using origin = await listen((_, response) => {
      response.writeHead(409, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"message":', () => response.destroy());
    });

    expect(kindOf(await rejection(clientOf(origin.url).write(write())))).toBe('indeterminate');
  });

  test('without an answer are indeterminate', async () => {
    await using origin = await listen(() => undefined);
    const client = clientOf(origin.url, { timeoutMs: 100 });

    expect(kindOf(await rejection(client.write(write())))).toBe('indeterminate');
    expect(origin.seen).toHaveLength(1);
  });

  test('are not sent while the shared budget cannot be read', async () => {
    await using origin = await listen(json(200, { name: 'x' }));
    const limiter: RateLimiter = {
      take: () => Promise.reject(new Error('Redis is away')),
      pause: () => Promise.resolve(),
    };

    expect(kindOf(await rejection(clientOf(origin.url, { limiter }).write(write())))).toBe('unavailable');
    expect(origin.seen).toHaveLength(0);
  });

  test('keep their answer when holding the others back fails', async () => {
    await using origin = await listen(json(429, {}));
    const limiter = { ...createUnlimited(), pause: () => Promise.reject(new Error('Redis is away')) };

    expect(kindOf(await rejection(clientOf(origin.url, { limiter }).write(write())))).toBe('rate-limited');
  });
});
