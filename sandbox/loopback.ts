import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Opens a server on this machine, on any free port unless one is named; gives the port. Rejects with the server's error. */
export async function listenHere(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback gave no port');
  return address.port;
}

/** A port of this machine on which nobody listens now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenHere(server);
  server.close();
  await once(server, 'close');
  return port;
}
