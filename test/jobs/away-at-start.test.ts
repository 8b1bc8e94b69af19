import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createWakeups } from '#jobs/wakeups.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { patience } from '#test/support/patience.ts';
import { queueSettings } from '#test/support/queue-settings.ts';
import { useRedis } from '#test/support/redis.ts';
import { silentLog } from '#test/support/service-harness.ts';

const { url } = useRedis();

/** Passes everything on to Redis, but goes away for a second when the n-th message of a connection comes. */
async function goingAway(n: number) {
  const target = new URL(url);
  const open = new Set<Socket>();
  let wasAway = false;
  const server = createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    let messages = 0;
    for (const each of [socket, upstream]) {
      open.add(each);
      each.on('error', () => undefined);
    }
    socket.on('data', (data) => {
      messages += 1;
      if (messages === n && !wasAway) {
        wasAway = true;
        goAway();
      } else upstream.write(data);
    });
    upstream.on('data', (data) => void socket.write(data));
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  const port = await listenHere(server);
  function goAway(): void {
    server.close(() => setTimeout(() => server.listen(port, '127.0.0.1'), 1_000));
    for (const socket of open) socket.destroy();
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    wasAway: () => wasAway,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each([1, 2, 3, 4, 5])(
  'F11: Redis that goes away at message %i of a start is used when it is back',
  async (n) => {
    await using redis = await goingAway(n);
    using settings = await queueSettings(redis.url);
    await using wakeups = createWakeups({ settings, connections: ['crdb-prod'], log: silentLog });

    const wake = () =>
      Promise.all([wakeups.announce('r1'), wakeups.work({ id: 'r1', connection: 'crdb-prod' })]).then(
        () => (redis.wasAway() ? 'woken again' : 'woken'),
        (error: unknown) => String(error),
      );

    await expect.poll(wake, patience).toBe('woken again');
  },
);
