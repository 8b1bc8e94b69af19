import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '#sandbox/free-port.ts';
import { findRedisBinary } from './redis-binary.ts';
import { type OwnRedis, startOwnRedis } from './redis-own.ts';

/** What `redis` of restorebot.yaml says of it. */
interface RedisSettings {
  readonly url: string;
  readonly mode: 'sentinel' | 'cluster';
  readonly nodes: readonly string[];
}

/** A primary and a replica that Sentinels watch. */
export interface Sentinels extends AsyncDisposable {
  readonly settings: RedisSettings;
  /** The primary dies without a word; resolves when the Sentinels lead to the other one. */
  killPrimary(): Promise<void>;
  /** An operator's failover: the primary goes on as a replica. */
  failOver(): Promise<void>;
}

const primaryName = 'restorebot-record';

export async function startSentinels(): Promise<Sentinels> {
  await using stack = new AsyncDisposableStack();
  const servers = [stack.use(await startOwnRedis()), stack.use(await startOwnRedis())] as const;
  const [first, second] = servers;
  await second.command('REPLICAOF', '127.0.0.1', portOf(first));
  const ports = [await freePort(), await freePort(), await freePort()];
  for (const port of ports) stack.use(await startSentinel(port, portOf(first)));
  const sentinel = new Redis(ports[0] ?? 0, '127.0.0.1');
  sentinel.on('error', () => undefined);
  stack.defer(() => sentinel.disconnect());
  const primary = async () => {
    const reply: unknown = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName);
    return Array.isArray(reply) ? String(reply[1]) : '';
  };
  const isReady = async () => {
    const reply = JSON.stringify(await sentinel.call('SENTINEL', 'REPLICAS', primaryName));
    const others = JSON.stringify(await sentinel.call('SENTINEL', 'SENTINELS', primaryName));
    return /"master-link-status","ok"/.test(reply) && (others.match(/"runid"/g) ?? []).length === 2;
  };
  await until(isReady, 'the Sentinels know the replica and each other');
  const opened = stack.move();
  return {
    settings: {
      mode: 'sentinel',
      url: `redis://${primaryName}/0`,
      nodes: ports.map((port) => `redis://127.0.0.1:${port}`),
    },
    async killPrimary() {
      const before = await primary();
      const dying = servers.find((server) => portOf(server) === before);
      await dying?.kill();
      await until(async () => (await primary()) !== before, 'the Sentinels have chosen another primary');
      await dying?.restart();
      await until(isReady, 'the old primary is a replica');
    },
    async failOver() {
      const before = await primary();
      await until(
        () =>
          sentinel.call('SENTINEL', 'FAILOVER', primaryName).then(
            () => true,
            () => false,
          ),
        'a failover has begun',
      );
      await until(async () => (await primary()) !== before, 'the replica is the primary');
      await until(isReady, 'the old primary is a replica');
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function startSentinel(port: number, primaryPort: string): Promise<AsyncDisposable> {
  const binary = await findRedisBinary(process.env);
  if (binary === undefined) throw new Error('a Sentinel needs redis-server on the PATH');
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-sentinel-'));
  const file = join(dir, 'sentinel.conf');
  await writeFile(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor ${primaryName} 127.0.0.1 ${primaryPort} 2`,
      `sentinel down-after-milliseconds ${primaryName} 1000`,
      `sentinel failover-timeout ${primaryName} 5000`,
      '',
    ].join('\n'),
  );
  const child = spawn(binary.path, [file, '--sentinel'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(binary.libraries === undefined ? {} : { env: { LD_LIBRARY_PATH: binary.libraries } }),
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  await printed(child, '+monitor');
  return {
    async [Symbol.asyncDispose]() {
      process.off('exit', end);
      const gone = once(child, 'exit');
      end();
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function printed(child: ChildProcess, words: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (text.length < 20_000) text += chunk.toString();
    if (text.includes(words)) resolve();
  });
  child.once('exit', () => reject(new Error(`a Sentinel ended at start: ${text.slice(-1_000)}`)));
  await promise;
}

/** A cluster of two primaries; one of them has all slots. */
export interface RedisCluster extends AsyncDisposable {
  readonly settings: RedisSettings;
  /** Moves the slot of a prefix, key by key, from the node that has it to the other one. */
  moveSlot(prefix: string): Promise<void>;
}

export async function startRedisCluster(): Promise<RedisCluster> {
  await using stack = new AsyncDisposableStack();
  const node = async () =>
    stack.use(
      await startOwnRedis({
        'cluster-enabled': 'yes',
        'cluster-port': String(await freePort()),
        'cluster-node-timeout': '2000',
        // Or the node that gives its last slot away becomes a replica of the other.
        'cluster-allow-replica-migration': 'no',
      }),
    );
  const nodes = [await node(), await node()] as const;
  const [first, second] = nodes;
  await first.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  const bus = /cluster-port|@(\d+)/.exec(String(await second.command('CLUSTER', 'NODES')))?.[1] ?? '';
  await first.command('CLUSTER', 'MEET', '127.0.0.1', portOf(second), bus);
  const isFormed = async (each: OwnRedis) =>
    /cluster_state:ok[\s\S]*cluster_known_nodes:2/.test(String(await each.command('CLUSTER', 'INFO')));
  for (const each of nodes) await until(() => isFormed(each), 'the cluster is formed');
  const ids = await Promise.all(nodes.map(async (each) => String(await each.command('CLUSTER', 'MYID'))));
  let owner = 0;
  const opened = stack.move();
  return {
    settings: { mode: 'cluster', url: second.url, nodes: [first.url] },
    async moveSlot(prefix) {
      const [from, to] = owner === 0 ? [first, second] : [second, first];
      const [fromId = '', toId = ''] = owner === 0 ? ids : ids.toReversed();
      const slot = String(await from.command('CLUSTER', 'KEYSLOT', prefix));
      await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
      await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
      for (;;) {
        const keys: unknown = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, '100');
        if (!Array.isArray(keys) || keys.length === 0) break;
        await from.command('MIGRATE', '127.0.0.1', portOf(to), '', '0', '5000', 'KEYS', ...keys.map(String));
      }
      await to.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
      await from.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
      owner = 1 - owner;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function portOf({ url }: OwnRedis): string {
  return new URL(url).port;
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await pause(50);
  }
  throw new Error(`30 s, and not yet: ${what}`);
}
