import { Socket } from 'node:net';
import { Client } from 'pg';
import type { SqlCheck } from '#core/data-check.ts';
import { isLoopback } from '#core/loopback.ts';
import { readOne, type ReadOne } from './read-one.ts';
import { maxBytes, TooLarge } from './too-large.ts';

/** Where to connect to. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

const watchEveryMs = 20;

/** One read-only transaction. */
export interface Session {
  /** Runs one statement that returns one value. Rejects with what the server or the network says. */
  read(statement: string): Promise<ReadOne>;
}

/**
 * Opens a read-only transaction, and ends it whatever happens. Rejects with the signal's reason once that is aborted, and
 * with `TooLarge` once the server has sent too much: the socket is destroyed, so nothing is waited for. The server has
 * its own timeout, a little shorter.
 */
export async function inReadOnly<Result>(
  { host, port, database }: Place,
  { user, password, ca, timeoutMs }: Pick<SqlCheck, 'user' | 'password' | 'ca' | 'timeoutMs'>,
  signal: AbortSignal,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const socket = new Socket();
  const client = new Client({
    host,
    port,
    database,
    user,
    password: password.reveal(),
    stream: () => socket,
    ssl: isLoopback(host) && ca === undefined ? false : { rejectUnauthorized: true, ca },
    application_name: 'restorebot',
    keepAlive: false,
  });
  // A connection that breaks rejects whatever is awaited; without a listener it would end the process.
  client.on('error', () => undefined);
  const over = Promise.withResolvers<never>();
  const giveUp = (why: unknown): void => {
    socket.destroy();
    over.reject(why);
  };
  const onAbort = (): void => giveUp(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  // `pg` holds each message until it is whole, also before the login; this counts under TLS, too.
  const isTooLarge = (): boolean => socket.bytesRead > maxBytes;
  const watch = setInterval(() => isTooLarge() && giveUp(new TooLarge()), watchEveryMs);
  const read: Session['read'] = (statement) => {
    const one = readOne(statement);
    client.query(one.query);
    return one.read;
  };
  const work = async (): Promise<Result> => {
    await client.connect();
    for (const statement of opening(timeoutMs)) await client.query(statement);
    const result = await use({ read });
    if (isTooLarge()) throw new TooLarge();
    await client.end();
    return result;
  };
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearInterval(watch);
    // The end of a connection rolls its transaction back.
    socket.destroy();
  }
}

/**
 * The first query fixes the transaction's snapshot: after it, no statement can make a read-only one writable
 * (postgresql.org/docs/current/sql-set-transaction.html).
 */
function opening(timeoutMs: number): readonly string[] {
  return [
    'begin transaction read only',
    `set local statement_timeout = ${Math.floor(timeoutMs * 0.9)}`,
    "set local timezone = 'UTC'",
    "set local datestyle = 'ISO, MDY'",
    'select 1',
  ];
}
