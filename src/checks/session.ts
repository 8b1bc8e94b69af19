import { Socket } from 'node:net';
import { Client } from 'pg';
import type { SqlCheck } from '#core/data-check.ts';
import { isLoopback } from '#core/loopback.ts';
import { readOne, type ReadOne } from './read-one.ts';

/** Where to connect to. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** One read-only transaction. */
export interface Session {
  /** Runs one statement that returns one value. Rejects with what the server or the network says. */
  read(statement: string): Promise<ReadOne>;
}

/**
 * Opens a read-only transaction, and ends it whatever happens. Rejects with the signal's reason once that is aborted:
 * the socket is destroyed, so nothing is waited for. The server has its own timeout, a little shorter.
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
  const aborted = Promise.withResolvers<never>();
  const giveUp = (): void => {
    socket.destroy();
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', giveUp, { once: true });
  const read: Session['read'] = (statement) => {
    const one = readOne(statement);
    client.query(one.query);
    return one.read;
  };
  const work = async (): Promise<Result> => {
    await client.connect();
    for (const statement of opening(timeoutMs)) await client.query(statement);
    const result = await use({ read });
    await client.end();
    return result;
  };
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
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
