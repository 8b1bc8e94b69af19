import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import { Secret } from '#core/secret.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, read, write } from '#test/support/provider-http.ts';

describe('reads', () => {
  test('hand out the parsed body and the vendor’s clock', async () => {
    await using origin = await listen(
      json(200, { name: 'x', more: 1 }, { date: 'Sun, 22 Nov 2026 03:15:00 GMT' }),
    );

    const answer = await clientOf(origin.url).get(read());

    expect(answer).toEqual({ body: { name: 'x' }, vendorTime: new Date('2026-11-22T03:15:00Z') });
  });

  const whole = Buffer.from('{"name":"x"}');
  const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole, Buffer.from('\r\n')]);
  test.each<readonly [string, Record<string, string>, Buffer]>([
    ['with a byte order mark', { 'content-type': 'application/json' }, withMark],
    ['in gzip that nobody asked for', { 'content-encoding': 'gzip' }, gzipSync(whole)],
    ['in gzip by its other name', { 'content-encoding': ' X-GZIP ' }, gzipSync(withMark)],
    ['in deflate', { 'content-encoding': 'deflate' }, deflateSync(whole)],
    ['in brotli', { 'content-encoding': 'br' }, brotliCompressSync(whole)],
    ['in nothing, by name', { 'content-encoding': 'identity' }, whole],
    ['of another type', { 'content-type': 'text/html; charset=iso-8859-1' }, whole],
    ['of no type', {}, whole],
  ])('take a body %s', async (_, headers, body) => {
    await using origin = await listen((__, response) => void response.writeHead(200, headers).end(body));

    expect(await clientOf(origin.url).get(read())).toMatchObject({ body: { name: 'x' } });
    expect(await clientOf(origin.url).write(write())).toMatchObject({ body: { name: 'x' } });
  });

  test('stop at a body that unpacks to too much, and give up on one that is cut', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 32));
    const cut = gzipSync(randomBytes(1_000)).subarray(0, 500);
    const details = [bomb, cut].map(async (body) => {
      await using origin = await listen(
        (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
      );
      const error = await rejection(clientOf(origin.url, { retry: { attempts: 1 } }).get(read()));
      return error instanceof ProviderError ? error.facts.detail : error;
    });

    expect(await Promise.all(details)).toEqual([
      'Acme answered with a body that is too large',
      'the connection to Acme brought an answer that is cut off or cannot be unpacked',
    ]);
  });

  test('are tried three times, waiting longer each time', async () => {
    await using origin = await listen(json(500, {}));
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const client = clientOf(origin.url, { retry: { firstWaitMs: 100, random: () => 1, sleep } });

    expect(kindOf(await rejection(client.get(read())))).toBe('unavailable');

    expect(origin.seen).toHaveLength(3);
    expect(waits).toEqual([100, 200]);
  });

  test.each([400, 429, 503])('wait as long as Retry-After says under status %i', async (status) => {
    let calls = 0;
    await using origin = await listen((request, response) => {
      calls += 1;
      const body = calls === 1 ? { message: 'rate limit exceeded' } : { name: 'x' };
      json(calls === 1 ? status : 200, body, { 'retry-after': '2' })(request, response);
    });
    const waits: number[] = [];
    const client = clientOf(origin.url, { retry: { sleep: async (ms) => void waits.push(ms) } });

    await expect(client.get(read())).resolves.toMatchObject({ body: { name: 'x' } });

    expect(waits).toEqual([2_000]);
  });

  test('hand a long Retry-After to the caller instead of waiting', async () => {
    await using origin = await listen(json(429, {}, { 'retry-after': '120' }));

    const error = await rejection(clientOf(origin.url).get(read()));

    expect(error).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs: 120_000 } });
    expect(origin.seen).toHaveLength(1);
  });

  test('take a rate limit for what it is even where the status says success', async () => {
    await using origin = await listen(json(200, { message: 'rate limit exceeded' }, { 'retry-after': '90' }));

    expect(kindOf(await rejection(clientOf(origin.url).get(read())))).toBe('rate-limited');
  });

  test('name the path of what is missing, and not its value', async () => {
    await using origin = await listen(json(200, { name: 'x', parts: [{ size: 1 }, { size: 'private' }] }));

    const error = await rejection(clientOf(origin.url).get(read()));

    expect(error).toMatchObject({
      kind: 'contract',
      message: expect.stringContaining('parts.1.size') as string,
    });
    expect(inspect(error)).not.toContain('private');
  });

  test('keep the vendor’s id of the call and its words, without the full stop', async () => {
    await using origin = await listen(json(403, { message: 'You shall not.' }, { 'x-request-id': 'req-7' }));

    const error = await rejection(clientOf(origin.url).get(read()));

    expect(error).toMatchObject({ facts: { vendorRequestId: 'req-7', detail: 'You shall not' } });
    expect(error instanceof ProviderError && callText(error)).toBe(
      'Could not read the thing: You shall not. The credential of connection “shop” may not do this: give it the role it needs at Acme.',
    );
  });

  test('cut a long sentence of the vendor', async () => {
    await using origin = await listen(json(400, { message: 'long '.repeat(1_000) }));

    const error = await rejection(clientOf(origin.url).get(read()));

    expect(error instanceof ProviderError && error.facts.detail.length).toBe(300);
  });

  test('stop reading a body that is too large, even where its beginning is fine', async () => {
    await using origin = await listen(json(200, { name: 'x', padding: 'x'.repeat(2_000) }));

    const error = await rejection(clientOf(origin.url, { maxBytes: 1_000 }).get(read()));

    expect(error).toMatchObject({
      kind: 'contract',
      facts: { detail: 'Acme answered with a body that is too large' },
    });
  });

  test('keep no secret of the network’s own error', async () => {
    const secrets = [new Secret('hunter2')];

    const error = await rejection(clientOf('https://hunter2.invalid', { secrets }).get(read()));

    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hunter2');
  });

  test('do not follow a redirect', async () => {
    await using elsewhere = await listen(json(200, { name: 'stolen' }));
    await using origin = await listen(json(302, {}, { location: elsewhere.url }));

    expect(kindOf(await rejection(clientOf(origin.url).get(read())))).toBe('contract');
    expect(elsewhere.seen).toHaveLength(0);
  });

  test('give up on a body that never ends', async () => {
    await using origin = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"name":');
    });
    const client = clientOf(origin.url, { timeoutMs: 100, retry: { attempts: 1 } });

    const error = await rejection(client.get(read()));

    expect(error).toMatchObject({
      kind: 'unavailable',
      facts: { detail: 'Acme did not answer within 0.1 s' },
    });
  });

  test('stop waiting for the next try when they are given up', async () => {
    await using origin = await listen(json(500, {}));
    const controller = new AbortController();
    const reason = new Error('stop');
    const client = clientOf(origin.url, { retry: { firstWaitMs: 8_000, random: () => 1 } });

    const reading = rejection(client.get(read({ signal: controller.signal })));
    await expect.poll(() => origin.seen.length).toBe(1);
    controller.abort(reason);

    expect(await reading).toBe(reason);
  });

  test('say that a name cannot be resolved', async () => {
    const error = await rejection(clientOf('https://no-such-host.invalid').get(read()));

    expect(error).toMatchObject({
      kind: 'unavailable',
      facts: { detail: expect.stringMatching(/^the connection to Acme could not be made: .*DNS/) as string },
    });
  });
});
