import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { SqlTable } from '../providers/sql-table.ts';
import type { Simulators } from '../simulators.ts';

/** A database server and its only login. */
interface SqlPlace {
  readonly place: string;
  readonly user: string;
  readonly password: string;
}

interface SandboxPostgres extends AsyncDisposable {
  /** On 127.0.0.1, by place. */
  readonly ports: Readonly<Record<string, number>>;
}

const Listening = z.object({ type: z.literal('listening'), ports: z.record(z.string(), z.number()) });
const Asks = z.object({ type: z.literal('asks'), id: z.number(), place: z.string(), database: z.string() });

/**
 * Starts a small Postgres in its own process, which serves what the simulators hold. It listens at once; a
 * connection waits until it has started.
 */
async function startSandboxPostgres(
  places: readonly SqlPlace[],
  holds: (place: string, database: string) => readonly SqlTable[] | undefined,
): Promise<SandboxPostgres> {
  const child = fork(join(import.meta.dirname, 'process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, number>>>();
  child.on('message', (given) => {
    const listening = Listening.safeParse(given);
    if (listening.success) return resolve(listening.data.ports);
    const { id, place, database } = Asks.parse(given);
    const tables = holds(place, database)?.map((table) => ({ ...table, newest: table.newest.toISOString() }));
    child.send({ type: 'holds', id, ...(tables === undefined ? {} : { tables }) });
    return undefined;
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error('the sandbox’s Postgres ended at start')));
  child.send({ type: 'start', places });
  const ports = await promise;
  return {
    ports,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Gives the simulators' databases an SQL interface, except a cluster whose network blocks it. */
export async function serveDatabases(
  { cockroach, prisma }: Pick<Simulators, 'cockroach' | 'prisma'>,
  login: Pick<SqlPlace, 'user' | 'password'>,
  unreachable: string,
): Promise<SandboxPostgres> {
  const clusters = cockroach.clusters();
  const databases = prisma.databases();
  const places = [...clusters, ...databases]
    .filter(({ id }) => id !== unreachable)
    .map(({ id }) => ({ place: id, ...login }));
  const postgres = await startSandboxPostgres(places, (place, name) =>
    databases.some(({ id }) => id === place) ? prisma.tablesOf(place, name) : cockroach.tablesOf(place, name),
  );
  // Nobody listens on port 1.
  const portOf = (id: string): number => postgres.ports[id] ?? 1;
  for (const { id } of clusters) cockroach.changeCluster(id, { sqlDns: `127.0.0.1:${portOf(id)}` });
  for (const { id } of databases) prisma.changeDatabase(id, { host: '127.0.0.1', port: portOf(id) });
  return postgres;
}
