import { createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { listenHere } from '#sandbox/loopback.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, read, write } from '#test/support/provider-http.ts';

/** A port where somebody listens and never says a word. */
async function silence(): Promise<{ readonly port: number } & AsyncDisposable> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
  });
  const port = await listenHere(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const once = { timeoutMs: 150, retry: { attempts: 1 } } as const;

/** The error of a call, and whether it came within a bound that no default timeout would keep. */
async function soon(calling: Promise<unknown>): Promise<unknown> {
  const from = performance.now();
  const error = await rejection(calling);
  expect(performance.now() - from).toBeLessThan(5_000);
  return error;
}

test('F23: a connection that takes for ever is given up in time, and nothing was sent', async () => {
  await using vendor = await silence();
  // The connection stands only when TLS does.
  const client = clientOf(`https://127.0.0.1:${vendor.port}`, once);

  expect(kindOf(await soon(client.get(read())))).toBe('unavailable');
  expect(kindOf(await soon(client.write(write())))).toBe('unavailable');
});

test('F23: an answer that never comes is given up in time; of a write nobody knows', async () => {
  await using vendor = await silence();
  const client = clientOf(`http://127.0.0.1:${vendor.port}`, once);

  expect(kindOf(await soon(client.get(read())))).toBe('unavailable');
  expect(kindOf(await soon(client.write(write())))).toBe('indeterminate');
});

test('F23: a body that drips for ever is given up in time, and one without an end in size', async () => {
  await using dripping = await listen((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  await using pouring = await listen((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
    };
    response.on('drain', pour);
    pour();
  });

  expect(kindOf(await soon(clientOf(dripping.url, once).get(read())))).toBe('unavailable');
  expect(await soon(clientOf(pouring.url, { retry: { attempts: 1 } }).get(read()))).toMatchObject({
    kind: 'contract',
    facts: { detail: 'Acme answered with a body that is too large' },
  });
});

test('F23: a name that cannot be resolved, a port that is shut and TLS that is none are told as such', async () => {
  await using plain = await listen(json(200, { name: 'x' }));
  const detail = (error: unknown) => (error instanceof Error ? error.message : '');
  await using shut = await silence();
  const { port } = shut;
  await shut[Symbol.asyncDispose]();

  for (const [url, words] of [
    ['https://no-such-host.invalid', /DNS/],
    [`http://127.0.0.1:${port}`, /to Acme was refused$/],
    [plain.url.replace('http:', 'https:'), /TLS$/],
  ] as const) {
    const client = clientOf(url, { timeoutMs: 3_000, retry: { attempts: 1 } });
    for (const call of [() => client.get(read()), () => client.write(write())]) {
      const error = await soon(call());
      expect(kindOf(error)).toBe('unavailable');
      expect(detail(error)).toMatch(words);
    }
  }
});

test('F20: a call waits for its place only so long, and is left for later without being sent', async () => {
  await using origin = await listen(json(200, { name: 'x' }));
  const paused = {
    take: ({ signal }: { readonly signal: AbortSignal }) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
    pause: async () => undefined,
  };
  const client = clientOf(origin.url, { limiter: paused, turnMs: 50 });

  for (const call of [() => client.get(read()), () => client.write(write())]) {
    expect(await soon(call())).toMatchObject({
      kind: 'rate-limited',
      facts: { retryAfterMs: expect.any(Number) as number },
    });
  }
  expect(origin.seen).toEqual([]);
});
