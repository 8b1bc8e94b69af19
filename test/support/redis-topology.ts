import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '#sandbox/loopback.ts';
import type { Authority } from './authority.ts';
import { findRedisBinary } from './redis-binary.ts';
import { type OwnRedis, startOwnRedis } from './redis-own.ts';

/** What `redis` of restorebot.yaml says of it. */
interface RedisSettings {
  readonly url: string;
  readonly mode: 'sentinel' | 'cluster';
  readonly nodes: readonly string[];
}

/**
 * Closed to strangers: TLS by an own authority, an operator with a password, and restorebot's user of the
 * documentation, who may run nothing dangerous. Sentinels have separate users.
 */
export interface Secured {
  readonly authority: Authority;
  /** Of restorebot's keys. */
  readonly prefix: string;
}

const operator = 'operators-password';
const restorebot = { user: 'restorebot', password: 'p@ss/word' };
/** What docs/operations.md says that a Sentinel's user needs. */
const watcher = {
  user: 'watcher',
  password: 'watchers-password',
  may: '-@all +auth +hello +ping +sentinel|get-master-addr-by-name +sentinel|sentinels',
};

function url(protocol: string, who: { readonly user: string; readonly password: string }, at: string) {
  return `${protocol}://${who.user}:${encodeURIComponent(who.password)}@${at}`;
}

/** A server, and the port at which the others find it. */
interface Node {
  readonly server: OwnRedis;
  readonly port: string;
}

async function startNode(
  settings: Readonly<Record<string, string>>,
  secured: Secured | undefined,
): Promise<Node> {
  if (secured === undefined) {
    const server = await startOwnRedis(settings);
    return { server, port: new URL(server.url).port };
  }
  const { authority, prefix } = secured;
  const port = String(await freePort());
  const users = join(dirname(authority.key), `${port}.acl`);
  await writeFile(
    users,
    `user default on >${operator} ~* &* +@all
user ${restorebot.user} on >${restorebot.password} ~${prefix}* resetchannels +@all -@dangerous +info
`,
  );
  const server = await startOwnRedis(
    { ...settings, ...tlsSettings(authority, port), aclfile: users, masterauth: operator },
    operator,
  );
  return { server, port };
}

/** Nodes talk to each other over TLS, too. */
function tlsSettings({ certificate, key, certificates }: Authority, port: string) {
  return {
    'tls-port': port,
    'tls-cert-file': certificate,
    'tls-key-file': key,
    'tls-ca-cert-file': certificates,
    'tls-auth-clients': 'no',
    'tls-replication': 'yes',
    'tls-cluster': 'yes',
  };
}

/** A primary and a replica that Sentinels watch. */
export interface Sentinels extends AsyncDisposable {
  readonly settings: RedisSettings;
  /** The primary dies without a word, and comes back as a replica; resolves when the Sentinels lead to the other one. */
  killPrimary(): Promise<void>;
  /** An operator's failover: the primary goes on as a replica. */
  failOver(): Promise<void>;
}

const primaryName = 'restorebot-record';

export async function startSentinels(secured?: Secured): Promise<Sentinels> {
  await using stack = new AsyncDisposableStack();
  const node = async () => {
    const started = await startNode({}, secured);
    stack.use(started.server);
    return started;
  };
  const nodes = [await node(), await node()] as const;
  const [first, second] = nodes;
  await second.server.command('REPLICAOF', '127.0.0.1', first.port);
  const ports = [await freePort(), await freePort(), await freePort()];
  for (const port of ports) stack.use(await startSentinel(port, first.port, secured));
  const ask = await operatorOf(secured);
  const sentinels = ports.map((port) => new Redis(port, '127.0.0.1', ask).on('error', () => undefined));
  stack.defer(() => sentinels.forEach((each) => each.disconnect()));
  const [sentinel] = sentinels;
  if (sentinel === undefined) throw new Error('there is no Sentinel');
  const primaryOf = async (asked: Redis) => {
    const reply: unknown = await asked.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName);
    return Array.isArray(reply) ? String(reply[1]) : '';
  };
  const promoteOther = async (before: string) => {
    const begin = async () =>
      (await Promise.allSettled([sentinel.call('SENTINEL', 'FAILOVER', primaryName)]))[0];
    await until(async () => (await begin()).status === 'fulfilled', 'a failover has begun');
    // A Sentinel that does not know of it yet still names the old primary: what a client writes there is lost.
    const known = async () => !(await Promise.all(sentinels.map(primaryOf))).includes(before);
    await until(known, 'all Sentinels know the other primary');
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
      url: secured === undefined ? `redis://${primaryName}/0` : url('rediss', restorebot, `${primaryName}/0`),
      nodes: ports.map((port) =>
        secured === undefined ? `redis://127.0.0.1:${port}` : url('rediss', watcher, `127.0.0.1:${port}`),
      ),
    },
    async killPrimary() {
      const before = await primaryOf(sentinel);
      const dying = nodes.find(({ port }) => port === before)?.server;
      await dying?.kill();
      await promoteOther(before);
      await dying?.restart();
      // Sentinels wait eight seconds before they say so.
      await dying?.command('REPLICAOF', '127.0.0.1', await primaryOf(sentinel));
      await until(isReady, 'the old primary is a replica');
    },
    async failOver() {
      await promoteOther(await primaryOf(sentinel));
      await until(isReady, 'the old primary is a replica');
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** How the test itself asks a Sentinel. */
async function operatorOf(secured: Secured | undefined) {
  if (secured === undefined) return {};
  return { password: operator, tls: { ca: await readFile(secured.authority.certificates) } };
}

async function startSentinel(
  port: number,
  primaryPort: string,
  secured: Secured | undefined,
): Promise<AsyncDisposable> {
  const binary = await findRedisBinary(process.env);
  if (binary === undefined) throw new Error('a Sentinel needs redis-server on the PATH');
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-sentinel-'));
  const file = join(dir, 'sentinel.conf');
  await writeFile(
    file,
    [
      ...(secured === undefined ? [`port ${port}`] : securedSentinel(secured.authority, String(port))),
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor ${primaryName} 127.0.0.1 ${primaryPort} 2`,
      ...(secured === undefined ? [] : [`sentinel auth-pass ${primaryName} ${operator}`]),
      // Tests say when. On a busy machine a Redis is silent for seconds, and a failover from one that lives loses writes.
      `sentinel down-after-milliseconds ${primaryName} 600000`,
      `sentinel failover-timeout ${primaryName} 30000`,
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

function securedSentinel(authority: Authority, port: string): readonly string[] {
  return [
    'port 0',
    ...Object.entries(tlsSettings(authority, port)).map(([name, value]) => `${name} ${value}`),
    // Sentinels ask each other with it.
    `requirepass ${operator}`,
    `user ${watcher.user} on >${watcher.password} ${watcher.may}`,
  ];
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

export async function startRedisCluster(secured?: Secured): Promise<RedisCluster> {
  await using stack = new AsyncDisposableStack();
  const node = async () => {
    const settings = {
      'cluster-enabled': 'yes',
      'cluster-port': String(await freePort()),
      'cluster-node-timeout': '2000',
      // Or the node that gives its last slot away becomes a replica of the other.
      'cluster-allow-replica-migration': 'no',
    };
    const started = await startNode(settings, secured);
    stack.use(started.server);
    return started;
  };
  const ofFirst = await node();
  const ofSecond = await node();
  const [first, second] = [ofFirst.server, ofSecond.server];
  await first.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  const bus = /cluster-port|@(\d+)/.exec(String(await second.command('CLUSTER', 'NODES')))?.[1] ?? '';
  await first.command('CLUSTER', 'MEET', '127.0.0.1', ofSecond.port, bus);
  const isFormed = async (each: OwnRedis) =>
    /cluster_state:ok[\s\S]*cluster_known_nodes:2/.test(String(await each.command('CLUSTER', 'INFO')));
  for (const each of [first, second]) await until(() => isFormed(each), 'the cluster is formed');
  const ids = await Promise.all(
    [first, second].map(async (each) => String(await each.command('CLUSTER', 'MYID'))),
  );
  let owner = 0;
  const opened = stack.move();
  return {
    settings:
      secured === undefined
        ? { mode: 'cluster', url: second.url, nodes: [first.url] }
        : {
            mode: 'cluster',
            url: url('rediss', restorebot, `127.0.0.1:${ofSecond.port}`),
            nodes: [url('rediss', restorebot, `127.0.0.1:${ofFirst.port}`)],
          },
    async moveSlot(prefix) {
      const [from, to] = owner === 0 ? [first, second] : [second, first];
      const { port } = owner === 0 ? ofSecond : ofFirst;
      const auth = secured === undefined ? [] : ['AUTH', operator];
      const [fromId = '', toId = ''] = owner === 0 ? ids : ids.toReversed();
      const slot = String(await from.command('CLUSTER', 'KEYSLOT', prefix));
      await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId);
      await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId);
      for (;;) {
        const keys: unknown = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, '100');
        if (!Array.isArray(keys) || keys.length === 0) break;
        const some = keys.map(String);
        await from.command('MIGRATE', '127.0.0.1', port, '', '0', '5000', ...auth, 'KEYS', ...some);
      }
      await to.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
      await from.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId);
      owner = 1 - owner;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await pause(50);
  }
  throw new Error(`30 s, and not yet: ${what}`);
}
