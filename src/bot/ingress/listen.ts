import type { Server } from 'node:http';

/** Ports that are open. */
export interface Listening {
  readonly port: number;
  listening(): boolean;
  /** Takes no more, and resolves when what is open has ended. */
  close(): Promise<void>;
  closeAllConnections(): void;
}

/** A port that cannot be opened, one sentence that names the setting. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

interface Place {
  /** In the configuration: `health`. */
  readonly setting: string;
  /** 0: any free one. */
  readonly port: number;
  /** `localhost` is 127.0.0.1 and ::1; `::` is every address of both families. */
  readonly host: string;
}

/** A machine without this family of addresses. */
const withoutFamily: readonly unknown[] = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

/**
 * Opens a port. Node's server has one address, and a probe or a proxy may come by either family, so `create` is called
 * for each.
 */
export async function listen(create: () => Server, { setting, port, host }: Place): Promise<Listening> {
  const servers: Server[] = [];
  async function open(at: string, on: number): Promise<number> {
    const server = create();
    await opened(server, on, at);
    servers.push(server);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : on;
  }
  async function openAll(): Promise<number> {
    if (host === '::') return open('::', port).catch(unless(() => open('0.0.0.0', port)));
    if (host !== 'localhost') return open(host, port);
    const first = await open('127.0.0.1', port);
    await open('::1', first).catch(unless(async () => first));
    return first;
  }
  const close = async () => {
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  };
  try {
    const taken = await openAll();
    return {
      port: taken,
      listening: () => servers.every((server) => server.listening),
      close,
      closeAllConnections: () => servers.forEach((server) => server.closeAllConnections()),
    };
  } catch (error) {
    await close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CannotListen(
      `${setting}.port: port ${port} at ${host} cannot be opened (${code}); end what has it, or write another port or ${setting}.host.`,
    );
  }
}

function unless(otherwise: () => Promise<number>) {
  return (error: unknown): Promise<number> => {
    if (error instanceof Error && 'code' in error && withoutFamily.includes(error.code)) return otherwise();
    throw error;
  };
}

function opened(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
