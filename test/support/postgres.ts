import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '#sandbox/loopback.ts';
import { findOnPath } from '#sandbox/redis-process.ts';
import { dependsOn, unpackDebian } from './debian.ts';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../node_modules/.cache/postgres');
const password = 'owner-password';
/** PostgreSQL refuses to run as root. */
const nobody = 65_534;

interface PostgresBinaries {
  /** Holds `initdb` and `postgres`. */
  readonly folder: string;
  readonly libraries?: string;
}

/** A real PostgreSQL that belongs to one test file. */
export interface OwnPostgres extends AsyncDisposable {
  readonly port: number;
  /** Runs SQL as its owner, who may do everything. Gives the rows of the last statement. */
  owner(database: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A server's certificate and its key, PEM. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Throws, and says what to install, where there is no PostgreSQL. */
export async function startOwnPostgres(tls?: Certificate): Promise<OwnPostgres> {
  const binaries = await findPostgres();
  if (binaries === undefined) {
    throw new Error('this test needs a real PostgreSQL: install Debian’s package postgresql');
  }
  const home = await mkdtemp(join(tmpdir(), 'restorebot-postgres-'));
  const dir = join(home, 'data');
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const [certFile, keyFile] = [join(home, 'server.crt'), join(home, 'server.key')];
  await writeFile(certFile, tls?.cert ?? '', { mode: 0o600 });
  await writeFile(keyFile, tls?.key ?? '', { mode: 0o600 });
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: nobody, gid: nobody } : {};
  if (isRoot) for (const path of [home, passwordFile, certFile, keyFile]) await chown(path, nobody, nobody);
  const env = {
    PATH: process.env['PATH'],
    ...(binaries.libraries === undefined ? {} : { LD_LIBRARY_PATH: binaries.libraries }),
  };
  const settings = { ...as, env, cwd: home };
  const init = ['-D', dir, '-U', 'owner', '--no-sync', '-E', 'UTF8', '--locale=C'];
  const auth = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  await run(join(binaries.folder, 'initdb'), [...init, ...auth], settings);
  const port = await freePort();
  const server = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    jit: 'off',
    shared_buffers: '16MB',
    ...(tls === undefined ? {} : { ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile }),
  };
  const flags = Object.entries(server).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(binaries.folder, 'postgres'), ['-D', dir, '-p', String(port), ...flags], {
    ...settings,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGQUIT');
  process.once('exit', endWithUs);
  await isReady(child);
  return {
    port,
    async owner(database, sql) {
      const client = new Client({ host: '127.0.0.1', port, database, user: 'owner', password });
      await client.connect();
      try {
        const result = await client.query<Record<string, unknown>>(sql);
        return result.rows ?? [];
      } finally {
        await client.end();
      }
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', endWithUs);
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGQUIT');
        await gone;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    // Afterwards the pipe is still read, or a full one would stop the process.
    if (printed.length < 20_000) printed += chunk.toString();
    if (printed.includes('ready to accept connections')) resolve();
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`postgres ended at start: ${printed.slice(-1_000)}`)));
  await promise;
}

/** On the PATH, where Debian installs it, else Debian's package unpacked next to us. */
async function findPostgres(): Promise<PostgresBinaries | undefined> {
  const path = await findOnPath(['initdb'], process.env['PATH']);
  if (path !== undefined) return { folder: join(path, '..') };
  return (await lookIn('/')) ?? unpackPostgres(cache);
}

/** Unpacks Debian's PostgreSQL and the libraries it needs into a folder; installs nothing and needs no rights. */
async function unpackPostgres(folder: string): Promise<PostgresBinaries | undefined> {
  const unpacked = await lookIn(folder);
  if (unpacked !== undefined) return unpacked;
  await unpackDebian(folder, async () => {
    const server = (await dependsOn('postgresql')).find((name) => /^postgresql-\d+$/u.test(name)) ?? '';
    const libraries = (await dependsOn(server)).filter((name) => name.startsWith('lib'));
    // The compiler of queries is large, and it is off.
    return [server, ...libraries].filter((name) => !/^lib(?:c6|llvm)/u.test(name));
  });
  return lookIn(folder);
}

async function lookIn(root: string): Promise<PostgresBinaries | undefined> {
  try {
    const versions = await readdir(join(root, 'usr/lib/postgresql'));
    const folder = join(root, 'usr/lib/postgresql', versions.toSorted().at(-1) ?? '', 'bin');
    await access(join(folder, 'initdb'));
    if (root === '/') return { folder };
    const folders = await readdir(join(root, 'usr/lib'));
    const libraries = folders.filter((name) => name.endsWith('-linux-gnu'));
    return { folder, libraries: libraries.map((name) => join(root, 'usr/lib', name)).join(':') };
  } catch {
    return undefined;
  }
}
