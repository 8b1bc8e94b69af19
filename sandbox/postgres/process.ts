import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';
import { listenHere } from '../loopback.ts';
import { askPassword, fatal, messagesOf, welcome } from './wire.ts';

/*
 * A separate process: PGlite takes seconds to start and keeps a core busy. It asks its parent what a
 * database holds, whenever somebody connects, and makes exactly that.
 */

const Place = z.object({ place: z.string(), user: z.string(), password: z.string() });
const Start = z.object({ type: z.literal('start'), places: z.array(Place) });
const Table = z.object({ name: z.string(), rows: z.number(), newest: z.iso.datetime() });
const Holds = z.object({ type: z.literal('holds'), id: z.number(), tables: z.array(Table).optional() });
type Table = z.output<typeof Table>;

let asked = 0;
const waiting = new Map<number, (tables: readonly Table[] | undefined) => void>();
/** One session at a time: PGlite has one. */
let turn: Promise<unknown> = Promise.resolve();
/** Started by the first connection. */
let database: Promise<PGlite> | undefined;

function say(message: object): void {
  process.send?.(message);
}

function ask(place: string, name: string): Promise<readonly Table[] | undefined> {
  asked += 1;
  const id = asked;
  const { promise, resolve } = Promise.withResolvers<readonly Table[] | undefined>();
  waiting.set(id, resolve);
  say({ type: 'asks', id, place, database: name });
  return promise;
}

async function open(): Promise<PGlite> {
  const { PGlite: Postgres } = await import('@electric-sql/pglite');
  const db = await Postgres.create();
  await db.exec('create role reader');
  return db;
}

process.on('message', (given) => {
  const start = Start.safeParse(given);
  if (start.success) {
    void listen(start.data.places);
    return;
  }
  const { id, tables } = Holds.parse(given);
  waiting.get(id)?.(tables);
  waiting.delete(id);
});
process.on('disconnect', () => process.exit());

async function listen(places: readonly z.output<typeof Place>[]): Promise<void> {
  const ports: Record<string, number> = {};
  for (const place of places) {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      const end = (): void => void socket.destroy();
      // Anyone who connects may go away at any moment.
      void serve(socket, place).then(end, end);
    });
    ports[place.place] = await listenHere(server);
  }
  say({ type: 'listening', ports });
}

async function serve(socket: Socket, place: z.output<typeof Place>): Promise<void> {
  const messages = messagesOf(socket);
  const startup = await messages.startup();
  if (startup === undefined) return;
  socket.write(askPassword);
  const password = (await messages.next())?.subarray(5, -1).toString('utf8');
  if (startup.user !== place.user || password !== place.password) {
    socket.end(fatal('28P01', 'password authentication failed'));
    return;
  }
  const tables = await ask(place.place, startup.database);
  if (tables === undefined) {
    socket.end(fatal('3D000', 'database does not exist'));
    return;
  }
  const before = turn;
  const { promise, resolve } = Promise.withResolvers<void>();
  turn = promise;
  await before;
  try {
    database ??= open();
    await session(await database, socket, tables, () => messages.next());
  } finally {
    resolve();
  }
}

async function session(
  db: PGlite,
  socket: Socket,
  tables: readonly Table[],
  next: () => Promise<Buffer | undefined>,
): Promise<void> {
  await db.exec(`rollback; reset role; ${filled(tables)} set role reader`);
  socket.write(welcome);
  for (;;) {
    const message = await next();
    if (message === undefined || message[0] === 'X'.charCodeAt(0)) break;
    socket.write(await db.execProtocolRaw(message));
  }
  await db.exec('rollback');
}

/** All that is there, made again. */
function filled(tables: readonly Table[]): string {
  const schemas = [...new Set(['public', ...tables.map(({ name }) => name.split('.')[0] ?? '')])];
  return [
    ...schemas.map((name) => `drop schema if exists "${name}" cascade; create schema "${name}";`),
    ...tables.map(({ name, rows, newest }) => {
      const [schema = '', table = ''] = name.split('.');
      const full = `"${schema}"."${table}"`;
      return `create table ${full} (id int primary key, created_at timestamptz not null);
        insert into ${full} select n, timestamptz '${newest}' - n * interval '1 minute'
          from generate_series(0, ${rows - 1}) n;`;
    }),
    ...schemas.map((name) => `grant usage on schema "${name}" to reader;`),
    ...schemas.map((name) => `grant select on all tables in schema "${name}" to reader;`),
  ].join('\n');
}
