import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { explain, ProviderError } from '#core/provider-error.ts';
import type { RateLimiter } from '#core/rate-limiter.ts';
import { Secret } from '#core/secret.ts';
import { createHttpClient } from '#providers/http.ts';
import { BaseUrl } from '#providers/http/base-url.ts';
import { readRetryAfter } from '#providers/http/retry-after.ts';
import type { HttpClientDeps, ReadRequest, WriteRequest } from '#providers/http/types.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { createUnlimited } from '#test/support/unlimited.ts';

const Named = z.object({ name: z.string(), parts: z.array(z.object({ size: z.number() })).optional() });

interface Origin extends AsyncDisposable {
  readonly url: string;
  /** The `Connection` header of each request. */
  readonly seen: (string | undefined)[];
}

async function listen(answer: RequestListener): Promise<Origin> {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.connection);
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function clientOf(baseUrl: string, change: Partial<HttpClientDeps> = {}) {
  return createHttpClient({
    connection: 'shop',
    baseUrl,
    vendor: {
      name: 'Acme',
      readFailure: (body) => z.object({ message: z.string() }).safeParse(body).data ?? {},
      requestIdHeaders: ['x-request-id'],
    },
    limiter: createUnlimited(),
    secrets: [new Secret('s3cret key')],
    headers: () => ({ authorization: 'Bearer s3cret' }),
    timeoutMs: 3_000,
    retry: { firstWaitMs: 0, sleep: async () => undefined },
    ...change,
  });
}

function read(
  change: Partial<ReadRequest<z.output<typeof Named>>> = {},
): ReadRequest<z.output<typeof Named>> {
  const signal = AbortSignal.timeout(10_000);
  return { action: 'read the thing', path: '/thing', answer: Named, use: 'act', signal, ...change };
}

function write(
  change: Partial<WriteRequest<z.output<typeof Named>>> = {},
): WriteRequest<z.output<typeof Named>> {
  return {
    ...read(),
    action: 'start the thing',
    method: 'POST',
    body: { a: 1 },
    mayPost: () => true,
    ...change,
  };
}

function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

function kindOf(error: unknown): string | undefined {
  return error instanceof ProviderError ? error.kind : undefined;
}

describe('reads', () => {
  test('hand out the parsed body and the vendor’s clock', async () => {
    await using origin = await listen(
      json(200, { name: 'x', more: 1 }, { date: 'Sun, 22 Nov 2026 03:15:00 GMT' }),
    );

    const answer = await clientOf(origin.url).get(read());

    expect(answer).toEqual({ body: { name: 'x' }, vendorTime: new Date('2026-11-22T03:15:00Z') });
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
    expect(error instanceof ProviderError && explain(error)).toBe(
      'Could not read the thing: You shall not. The credential of connection “shop” may not do this: give it the role it needs at Acme.',
    );
  });

  test('cut a long sentence of the vendor', async () => {
    await using origin = await listen(json(400, { message: 'long '.repeat(1_000) }));

    const error = await rejection(clientOf(origin.url).get(read()));

    expect(error instanceof ProviderError && error.facts.detail.length).toBe(300);
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
      facts: { detail: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
    });
  });
});

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
    [400, { message: 'rate limit exceeded' }, {}, 'rate-limited'],
    [503, { message: 'rate limit exceeded' }, {}, 'rate-limited'],
    [403, {}, { 'retry-after': '3' }, 'rate-limited'],
    [503, { message: 'upstream is gone' }, { 'retry-after': '3' }, 'indeterminate'],
    [408, {}, {}, 'indeterminate'],
    [200, { message: 'no name here' }, {}, 'indeterminate'],
  ])('answered by %i %j %j are %s', async (status, body, headers, kind) => {
    await using origin = await listen(json(status, body, headers));

    expect(kindOf(await rejection(clientOf(origin.url).write(write())))).toBe(kind);
    expect(origin.seen).toHaveLength(1);
  });

  test('cut off in the middle of a refusal are still refused', async () => {
    await using origin = await listen((_, response) => {
      response.writeHead(409, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"message":', () => response.destroy());
    });

    expect(kindOf(await rejection(clientOf(origin.url).write(write())))).toBe('conflict');
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

describe('Retry-After', () => {
  const now = new Date('2026-11-22T03:00:00Z');

  test.each([
    ['7', 7_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 03:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 02:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});

describe('a base URL', () => {
  test.each([
    'https://cockroachlabs.cloud',
    'http://127.0.0.1:4000',
    'http://localhost:1',
    'http://[::1]:80',
  ])('%s is good', (url) => {
    expect(BaseUrl.safeParse(url).success).toBe(true);
  });

  test.each([
    'http://cockroachlabs.cloud',
    'http://127.0.0.1.evil.example',
    'https://user:pass@cockroachlabs.cloud',
    'https://cockroachlabs.cloud/api',
    'ftp://127.0.0.1',
    'cockroachlabs.cloud',
  ])('%s is refused', (url) => {
    expect(BaseUrl.safeParse(url).success).toBe(false);
  });
});
