import { createServer, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listenHere } from '#sandbox/loopback.ts';
import { type OwnRedis, startOwnRedis } from './redis-own.ts';

/** A primary and its replica behind one address, as a managed Redis is. */
export interface RedisPair extends AsyncDisposable {
  readonly url: string;
  /** Cuts the replica off: what is written until `failOver` is lost. */
  cutOff(): Promise<void>;
  /** The primary dies; the address leads to what was the replica. */
  failOver(): Promise<void>;
}

export async function startRedisPair(): Promise<RedisPair> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startOwnRedis());
  const replica = stack.use(await startOwnRedis());
  const { hostname, port } = new URL(primary.url);
  await replica.command('REPLICAOF', hostname, port);
  await untilLinked(replica);
  let leadsTo = primary;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(Number(new URL(leadsTo.url).port), '127.0.0.1');
    for (const [each, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(each);
      each.pipe(other);
      each.on('error', () => other.destroy());
      each.on('close', () => {
        sockets.delete(each);
        other.destroy();
      });
    }
  });
  const front = await listenHere(server);
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const opened = stack.move();
  return {
    url: `redis://127.0.0.1:${front}`,
    async cutOff() {
      await replica.command('REPLICAOF', 'NO', 'ONE');
    },
    async failOver() {
      await replica.command('REPLICAOF', 'NO', 'ONE');
      leadsTo = replica;
      await primary.kill();
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A replica answers before it has what its primary holds. */
async function untilLinked(replica: OwnRedis): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (String(await replica.command('INFO', 'replication')).includes('master_link_status:up')) return;
    await pause(50);
  }
  throw new Error('the replica of Redis did not reach its primary');
}
