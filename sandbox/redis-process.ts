import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { freePort } from './loopback.ts';

export interface RedisBinary {
  readonly path: string;
  /** Where its shared libraries are, if not where the system looks. */
  readonly libraries?: string;
}

export interface RedisProcess {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  /** Ends it in good order, as an operator does. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

export interface SpawnOptions {
  readonly binary: RedisBinary;
  /** A separate folder: the append-only file is there. */
  readonly dir: string;
  /** Absent: any free one. */
  readonly port?: number;
  /** Over ours, as redis.conf has them: `cluster-enabled`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default `everysec`. */
  readonly appendfsync?: 'always' | 'everysec';
}

/** The first of these programs on a PATH. */
export async function findOnPath(
  names: readonly string[],
  path: string | undefined,
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of (path ?? '').split(delimiter).filter((entry) => entry !== '')) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Starts a Redis with AOF and `noeviction` on the loopback; resolves when it takes connections. */
export async function spawnRedis(options: SpawnOptions): Promise<RedisProcess> {
  const { binary, dir, appendfsync = 'everysec' } = options;
  const port = options.port ?? (await freePort());
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    appendonly: 'yes',
    appendfsync,
    'maxmemory-policy': 'noeviction',
    save: '',
    loglevel: 'notice',
    logfile: '',
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(binary.path, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(binary.libraries === undefined ? {} : { env: { LD_LIBRARY_PATH: binary.libraries } }),
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', endWithUs);
    await endProcess(child, signal);
  };
  await isReady(child, binary.path);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    dir,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

/** Rejects with what it printed where it ends before it is ready. */
async function isReady(child: ChildProcess, program: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = '';
  const read = (chunk: Buffer) => {
    // Afterwards the pipe is still read, or a full one would stop the process.
    if (printed.length < 20_000) printed += chunk.toString();
    if (printed.includes('Ready to accept connections')) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', () => reject(new Error(`${program} ended at start: ${printed.slice(-1_000)}`)));
  await promise;
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
