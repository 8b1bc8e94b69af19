import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** A fresh connection to the vendor, a proxy's tunnel and its TLS included, before anything is sent over it. Rejects with the signal's reason. */
export async function openConnection(
  origin: string,
  connect: buildConnector.connector,
  signal: AbortSignal,
): Promise<Socket> {
  const { protocol, hostname, host, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  connect({ protocol, hostname, host, port }, (...outcome) => {
    const [error, socket] = outcome;
    if (error !== null) return reject(error);
    if (signal.aborted) socket.destroy();
    resolve(socket);
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/**
 * A connector that has only this connection to give, and gives it once. undici asks for it and writes within one turn
 * of the event loop, so nothing comes between the gate and the first byte.
 */
export function handOver(socket: Socket): buildConnector.connector {
  let given = false;
  return (_, callback) => {
    if (given) return callback(new Error('a write has one connection'), null);
    given = true;
    // undici does not look for what to send while it is still asking.
    queueMicrotask(() => callback(null, socket));
  };
}
