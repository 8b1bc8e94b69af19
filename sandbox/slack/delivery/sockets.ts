import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Deliver, SocketInfo } from '../control-types.ts';
import { isObject, parseJson, textAt } from '../json.ts';
import type { World } from '../world.ts';
import { type Delivered, type Delivery, type DeliveryOptions, type Parcel, logDelivery } from './delivery.ts';

/** docs.slack.dev/apis/events-api/using-socket-mode: ten connections, each payload to one of them. */
const maxConnections = 10;
/** After `disconnect` Slack leaves the connection open for a moment. */
const closeAfterMs = 1_000;

interface OpenSocket {
  readonly id: string;
  readonly openedAt: string;
  readonly socket: WebSocket;
  delivered: number;
  /** Told to go: it may still ack, but gets nothing new. */
  leaving: boolean;
  /** Half open. */
  deaf: boolean;
}

interface Pending {
  readonly ack: (body: unknown) => void;
}

export interface SocketDelivery extends Delivery {
  /** A single-use address; `origin` is `ws://127.0.0.1:…`. */
  newUrl(origin: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Closes as the protocol asks; an app that does not answer is cut off. */
async function goodbye(socket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => socket.terminate(), closeAfterMs);
    socket.once('close', () => {
      clearTimeout(cut);
      resolve();
    });
    socket.close(1001);
  });
}

/** Socket Mode: docs.slack.dev/apis/events-api/using-socket-mode. */
export function createSocketDelivery(world: World, options: DeliveryOptions): SocketDelivery {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open = new Map<string, OpenSocket>();
  const pending = new Map<string, Pending>();
  const ended = new AbortController();
  let turn = 0;
  let newOnesAreDeaf = false;

  function usable(): readonly OpenSocket[] {
    return [...open.values()].filter(({ leaving, socket }) => !leaving && socket.readyState === socket.OPEN);
  }

  function hear(data: string): void {
    const message = parseJson(data);
    const id = textAt(message, 'envelope_id');
    if (id === undefined || !isObject(message)) return;
    pending.get(id)?.ack(message['payload']);
  }

  function greet(socket: WebSocket): void {
    const id = world.newId('ws');
    open.set(id, {
      id,
      openedAt: world.now().toISOString(),
      socket,
      delivered: 0,
      leaving: false,
      deaf: newOnesAreDeaf,
    });
    socket.on('message', (data: Buffer) => hear(data.toString('utf8')));
    socket.on('close', () => {
      open.delete(id);
      world.changed({ type: 'app' });
    });
    socket.on('error', () => socket.terminate());
    if (newOnesAreDeaf) {
      socket.pause();
      return;
    }
    if (open.size > maxConnections) {
      leave(id, 'too_many_websockets');
      return;
    }
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.size,
        debug_info: { host: 'fake-slack', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: world.app.id },
      }),
    );
    world.changed({ type: 'app' });
  }

  function leave(id: string, reason: string): void {
    const one = open.get(id);
    if (one === undefined) return;
    if (reason === 'abrupt') {
      one.socket.terminate();
      return;
    }
    one.leaving = true;
    if (one.deaf) {
      one.socket.terminate();
      return;
    }
    one.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake-slack' } }));
    setTimeout(() => one.socket.close(), closeAfterMs).unref();
  }

  /** Sends one copy; answers what logs its acknowledgement. `undefined`: no socket is open. */
  function sendCopy(
    parcel: Parcel,
    envelopeId: string,
    attempt: number,
    index: number,
  ): (() => void) | undefined {
    const sockets = usable();
    const chosen = sockets[index % Math.max(1, sockets.length)];
    if (chosen === undefined) return undefined;
    chosen.delivered += 1;
    const acked = logDelivery(world, parcel, { envelopeId, attempt, socket: chosen.id });
    if (chosen.deaf) return acked;
    chosen.socket.send(
      JSON.stringify({
        type: parcel.type,
        envelope_id: envelopeId,
        accepts_response_payload: parcel.acceptsAnswer,
        payload: parcel.payload,
        ...(attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' }),
      }),
    );
    return acked;
  }

  async function run(
    parcel: Parcel,
    envelopeId: string,
    how: Deliver,
    settle: (answer: Delivered) => void,
  ): Promise<void> {
    let acksToLose = how.loseAcks ?? 0;
    if ((how.lateByMs ?? 0) > 0) await wait(how.lateByMs, undefined, { signal: ended.signal });
    for (let attempt = 0; attempt <= options.redeliveries; attempt += 1) {
      const round = Promise.withResolvers<true>();
      const copies = attempt === 0 ? (how.times ?? 1) : 1;
      const first = turn;
      turn += 1;
      const marks: (() => void)[] = [];
      pending.set(envelopeId, {
        ack(body) {
          if (acksToLose > 0) {
            acksToLose -= 1;
            return;
          }
          for (const mark of marks) mark();
          settle({ kind: 'acked', body });
          round.resolve(true);
        },
      });
      for (let copy = 0; copy < copies; copy += 1) {
        const mark = sendCopy(parcel, envelopeId, attempt, first + (how.sockets === 'each' ? copy : 0));
        if (mark !== undefined) marks.push(mark);
      }
      if (marks.length === 0) settle({ kind: 'undelivered', reason: 'dispatch_failed' });
      const deadline = wait(options.ackTimeoutMs, false as const, { signal: ended.signal });
      if (await Promise.race([round.promise, deadline])) return;
      settle({ kind: 'timeout' });
    }
  }

  return {
    newUrl(origin) {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin}/link/?ticket=${ticket}&app_id=${world.app.id}`;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'ws://127.0.0.1');
      if (url.pathname !== '/link/' || !tickets.delete(url.searchParams.get('ticket') ?? '')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, greet);
    },
    send(parcel, how = {}) {
      const envelopeId = randomUUID();
      const answer = Promise.withResolvers<Delivered>();
      run(parcel, envelopeId, how, answer.resolve)
        // Only the end of this server aborts the waits.
        .catch(() => answer.resolve({ kind: 'undelivered', reason: 'stopped' }))
        .finally(() => pending.delete(envelopeId));
      return { envelopeId, answer: answer.promise };
    },
    sockets(): readonly SocketInfo[] {
      return usable().map(({ id, openedAt, delivered }) => ({ id, openedAt, delivered }));
    },
    disconnect({ id, reason = 'refresh_requested' }) {
      for (const one of usable()) if (id === undefined || id === one.id) leave(one.id, reason);
    },
    deafen({ id, newOnes = false, deaf = true }) {
      newOnesAreDeaf = newOnes && deaf;
      for (const one of open.values()) {
        if (id !== undefined && id !== one.id) continue;
        one.deaf = deaf;
        if (deaf) one.socket.pause();
        else one.socket.resume();
      }
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await Promise.all([...open.values()].map(({ socket }) => goodbye(socket)));
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
