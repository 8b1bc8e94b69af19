import type { Socket } from 'node:net';

/*
 * The little of the Postgres wire protocol that a server in front of PGlite needs
 * (postgresql.org/docs/current/protocol-message-formats.html). PGlite itself takes any name and any password.
 */

/** Who connects, as the first message says. */
export interface Startup {
  readonly user: string;
  readonly database: string;
}

const sslRequest = 80_877_103;
const protocol3 = 196_608;

/** Reads whole messages off a socket. */
export interface Messages {
  /** The first one, which has no type; answers "no TLS" before it. `undefined`: the other side ended. */
  startup(): Promise<Startup | undefined>;
  /** The next one, its type and length included; `undefined`: the other side ended. */
  next(): Promise<Buffer | undefined>;
}

export function messagesOf(socket: Socket): Messages {
  const chunks = socket[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);

  async function take(bytes: number): Promise<Buffer | undefined> {
    while (held.length < bytes) {
      const chunk: IteratorResult<unknown, unknown> = await chunks.next();
      if (chunk.done === true || !Buffer.isBuffer(chunk.value)) return undefined;
      held = Buffer.concat([held, chunk.value]);
    }
    const taken = held.subarray(0, bytes);
    held = held.subarray(bytes);
    return taken;
  }

  return {
    async startup() {
      for (;;) {
        const head = await take(8);
        if (head === undefined) return undefined;
        const code = head.readInt32BE(4);
        if (code === sslRequest) {
          socket.write('N');
          continue;
        }
        const rest = code === protocol3 ? await take(head.readInt32BE(0) - 8) : undefined;
        if (rest === undefined) return undefined;
        const words = rest.toString('utf8').split('\0');
        const named = (name: string): string => {
          const at = words.findIndex((word, index) => index % 2 === 0 && word === name);
          return at < 0 ? '' : (words[at + 1] ?? '');
        };
        return { user: named('user'), database: named('database') };
      }
    },
    async next() {
      const head = await take(5);
      if (head === undefined) return undefined;
      const body = await take(head.readInt32BE(1) - 4);
      return body === undefined ? undefined : Buffer.concat([head, body]);
    },
  };
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const askPassword = message('R', int32(3));
/** Accepted, and ready for a query. */
export const welcome = Buffer.concat([message('R', int32(0)), message('Z', Buffer.from('I'))]);

/** `code`: SQLSTATE. */
export function fatal(code: string, text: string): Buffer {
  const fields = ['SFATAL', 'VFATAL', `C${code}`, `M${text}`].map((field) => `${field}\0`).join('');
  return message('E', Buffer.from(`${fields}\0`));
}
