import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Role } from '#app/start-context.ts';
import { freePort } from '#sandbox/loopback.ts';
import { findRedisBinary } from './redis-binary.ts';
import { startWorld, unhurried, type World } from './world.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');

/** A Redis that runs from its configuration file, as an operator's does; commands may stop and start it. */
export interface InstalledRedis extends AsyncDisposable {
  /** For a user who may do everything. */
  readonly admin: string;
  readonly port: number;
  readonly conf: string;
  readonly dir: string;
  start(): Promise<void>;
}

/** Two processes of restorebot from its source, a Redis next to them, and what an operator has at hand. */
export interface Operated extends AsyncDisposable {
  readonly world: World;
  readonly redis: InstalledRedis;
  /** What `restorebot.yaml` refers to; a change counts from the next start on. */
  readonly environment: Record<string, string>;
  readonly folder: string;
  /** For shell commands: the environment, the programs of Redis, `restorebot`. */
  shell(): Readonly<Record<string, string>>;
  /** Starts one process more; resolves when it runs. */
  start(role: Role): Promise<void>;
  /** `SIGTERM` to the oldest process of this role; resolves when it is gone. */
  stop(role: Role): Promise<void>;
  /** Every line that they have logged. */
  readonly logged: readonly string[];
  /** The newest process answers there, instead of at `localhost:8080`. */
  healthPort(): number;
}

/** The folder of Redis's programs, and an environment in which they run. */
async function redisPrograms() {
  const binary = await findRedisBinary(process.env);
  if (binary === undefined) throw new Error('a procedure needs redis-server and redis-cli on the PATH');
  const { path, libraries } = binary;
  return {
    path,
    env: {
      PATH: [dirname(path), process.env['PATH'] ?? ''].join(delimiter),
      ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
    },
  };
}

export async function installRedis(password: string): Promise<InstalledRedis> {
  const { path, env } = await redisPrograms();
  const home = await mkdtemp(join(tmpdir(), 'restorebot-installed-redis-'));
  const [dir, conf, pidfile] = [join(home, 'data'), join(home, 'redis.conf'), join(home, 'redis.pid')];
  await mkdir(dir);
  const port = await freePort();
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${dir}`,
    `pidfile ${pidfile}`,
    `logfile ${join(home, 'redis.log')}`,
    'appendonly yes',
    'maxmemory-policy noeviction',
    'user default off',
    'user admin on >admin ~* &* +@all',
    `user restorebot on >${password} ~{restorebot}* resetchannels +@all -@dangerous +info`,
  ];
  await writeFile(conf, `${settings.join('\n')}\n`);
  const start = async () => {
    await run(path, [conf, '--daemonize', 'yes'], { env });
  };
  await start();
  return {
    admin: `redis://admin:admin@127.0.0.1:${port}`,
    port,
    conf,
    dir,
    start,
    async [Symbol.asyncDispose]() {
      // It takes its file away when it ends.
      const pid = await readFile(pidfile, 'utf8').catch(() => undefined);
      if (pid !== undefined) process.kill(Number(pid), 'SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly role: Role;
  readonly child: ChildProcess;
  readonly port: number;
}

/** The world's configuration, with references where an operator changes something. */
async function referring({ configPath }: World): Promise<string> {
  const config = z
    .looseObject({ redis: z.looseObject({}), audit: z.looseObject({}), secrets: z.looseObject({}) })
    .parse(parse(await readFile(configPath, 'utf8')));
  return stringify({
    ...config,
    redis: { ...config.redis, url: '${REDIS_URL}' },
    audit: { ...config.audit, keys: ['${FIRST_KEY}', '${SECOND_KEY}'] },
    secrets: { ...config.secrets, keys: ['${FIRST_SECRET}', '${SECOND_SECRET}'] },
    health: { port: '${HEALTH_PORT}', host: '127.0.0.1' },
    log: { level: 'info' },
  });
}

/** A bot and a worker, a Redis with `restorebot`'s own user, and a fake Slack and vendors as in every world. */
export async function operate(): Promise<Operated> {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await installRedis('first'));
  const redisUrl = `redis://restorebot:first@127.0.0.1:${redis.port}`;
  const world = stack.use(await startWorld({ redisUrl, prefix: '{restorebot}', intervals: unhurried }));
  const folder = await mkdtemp(join(tmpdir(), 'restorebot-operated-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const configPath = join(folder, 'restorebot.yaml');
  await writeFile(configPath, await referring(world));
  const program = join(folder, 'restorebot');
  const main = join(repository, 'src/main.ts');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  const key = () => randomBytes(32).toString('base64');
  const [onlyKey, onlySecret] = [key(), key()];
  const environment: Record<string, string> = {
    RESTOREBOT_CONFIG: configPath,
    REDIS_URL: redisUrl,
    FIRST_KEY: onlyKey,
    SECOND_KEY: onlyKey,
    FIRST_SECRET: onlySecret,
    SECOND_SECRET: onlySecret,
  };
  const { env } = await redisPrograms();
  const running: Running[] = [];
  const logged: string[] = [];
  stack.defer(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ child }) => once(child, 'exit')));
  });

  async function start(role: Role): Promise<void> {
    const port = await freePort();
    const child = spawn(process.execPath, [main, `--role=${role}`], {
      env: { ...env, ...environment, HEALTH_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const read = (line: string) => {
      logged.push(line);
      if (line.includes('"msg":"restorebot is running"')) resolve(undefined);
    };
    createInterface(child.stdout).on('line', read);
    createInterface(child.stderr).on('line', read);
    child.once('exit', () => reject(new Error(`restorebot ended at its start: ${logged.at(-1)}`)));
    await promise;
    running.push({ role, child, port });
  }

  await start('bot');
  await start('worker');
  const opened = stack.move();
  const healthPort = () => running.at(-1)?.port ?? 0;
  return {
    world,
    redis,
    environment,
    folder,
    logged,
    start,
    healthPort,
    async stop(role) {
      const at = running.findIndex((each) => each.role === role);
      const [stopped] = running.splice(at, at === -1 ? 0 : 1);
      if (stopped === undefined) throw new Error(`no ${role} runs`);
      const gone = once(stopped.child, 'exit');
      stopped.child.kill('SIGTERM');
      await gone;
    },
    shell: () => ({
      ...env,
      PATH: [folder, env.PATH].join(delimiter),
      ...environment,
      HEALTH_PORT: '0',
      REDIS_ADMIN: redis.admin,
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(redis.port),
      REDIS_CONF: redis.conf,
      REDIS_DIR: redis.dir,
    }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
