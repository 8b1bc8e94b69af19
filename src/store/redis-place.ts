import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, Redis, type RedisOptions } from 'ioredis';
import { defined } from '#core/defined.ts';
import { replyCode } from './script.ts';

/** Where Redis is, as the configuration has it. */
export interface RedisPlace {
  /** `sentinel`: the host of `url` is the primary's name. `cluster`: `url` is one of the nodes. */
  readonly mode: 'single' | 'sentinel' | 'cluster';
  /** User, password, TLS and database of the Redis that holds the record. */
  readonly url: string;
  /** URLs of the Sentinels, or of further nodes. */
  readonly nodes: readonly string[];
  /** A hash tag in braces: all keys are in its slot. */
  readonly prefix: string;
}

/** How the server is found; the rest is in the URL. */
type PlaceOptions = Pick<
  RedisOptions,
  | 'Connector'
  | 'name'
  | 'sentinels'
  | 'sentinelUsername'
  | 'sentinelPassword'
  | 'sentinelTLS'
  | 'sentinelCommandTimeout'
  | 'sentinelRetryStrategy'
  | 'enableTLSForSentinelMode'
>;

/** One server, by its URL. */
export function single(url: string): RedisPlace {
  return { mode: 'single', url, nodes: [], prefix: '' };
}

/** What every connection to this place has in common, besides the URL. */
export function optionsOf({ mode, url, nodes, prefix }: RedisPlace): PlaceOptions {
  switch (mode) {
    case 'single':
      return {};
    case 'sentinel':
      return sentinelOptions(new URL(url), nodes);
    case 'cluster':
      return { Connector: slotConnector(url, nodes, `${prefix}:epoch`) };
  }
}

/** A Sentinel has its own user, password and TLS; all of them the same ones. */
function sentinelOptions({ hostname, protocol }: URL, nodes: readonly string[]): PlaceOptions {
  const [first] = nodes;
  const { username, password, tls } = first === undefined ? {} : credentialsOf(first);
  return {
    name: hostname,
    sentinels: nodes.map((node) => addressOf(node, 26_379)),
    sentinelCommandTimeout: 2_000,
    sentinelRetryStrategy: retryStrategy,
    ...defined({ sentinelUsername: username, sentinelPassword: password, sentinelTLS: tls }),
    // Its name is misleading: it is about the primary, whose TLS the URL would switch on without a Sentinel.
    ...(protocol === 'rediss:' ? { enableTLSForSentinelMode: true } : {}),
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

function addressOf(url: string, defaultPort: number): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/gu, ''), port: port === '' ? defaultPort : Number(port) };
}

type Credentials = Pick<RedisOptions, 'username' | 'password' | 'tls'>;

function credentialsOf(url: string): Credentials {
  const { username, password, protocol } = new URL(url);
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** A cluster that answers with a redirect more often than this in a row has not agreed on an owner yet. */
const maxHops = 5;

/** How long a connection may take to close, milliseconds. */
const disconnectWithinMs = 2_000;

/**
 * Connects to the node that holds the slot of our keys: a plain connection, so that scripts, the clock and the server's
 * run are those of one node, as without a cluster. When the slot moves, the node says MOVED, the connection is given up
 * (`reconnectOnError`), and the next one finds the owner again.
 */
function slotConnector(
  url: string,
  nodes: readonly string[],
  key: string,
): NonNullable<RedisOptions['Connector']> {
  const seeds = [url, ...nodes].map((node) => addressOf(node, 6_379));
  const credentials = credentialsOf(url);
  let last: Address | undefined;
  return class extends AbstractConnector {
    constructor() {
      super(disconnectWithinMs);
    }

    override async connect(emit: (type: string, error: Error) => void) {
      this.connecting = true;
      // ioredis does not ask a connector again that rejects, so it tries until somebody disconnects.
      for (let tries = 1; ; tries += 1) {
        try {
          last = await ownerOf(last === undefined ? seeds : [last, ...seeds], key, credentials);
          break;
        } catch (error) {
          emit('error', error instanceof Error ? error : new Error(String(error)));
          await pause(retryStrategy(tries));
        }
        if (!this.connecting) break;
      }
      if (!this.connecting || last === undefined) throw new Error('Connection is closed.');
      const { tls } = credentials;
      const stream =
        tls === undefined ? createConnection(last) : connectTls({ ...last, ...named(last), ...tls });
      stream.once('error', (error: Error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return stream;
    }
  };
}

/** TLS names the server it wants; an address is no name. */
function named({ host }: Address): { readonly servername?: string } {
  return /^[\d.]+$|:/u.test(host) ? {} : { servername: host };
}

/** The first node that answers leads to the owner, by its redirects. Throws what the last one said. */
async function ownerOf(seeds: readonly Address[], key: string, credentials: Credentials): Promise<Address> {
  let failure: unknown = new Error('redis.nodes has no node');
  for (const seed of seeds) {
    let at = seed;
    try {
      for (let hop = 0; hop < maxHops; hop += 1) {
        const next = await redirectOf(at, key, credentials);
        if (next === undefined) return at;
        at = next;
      }
      failure = new Error('The nodes of the Redis Cluster do not agree on who holds the keys of restorebot.');
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Where a node says that the key is; `undefined`: it is here. */
async function redirectOf(at: Address, key: string, credentials: Credentials): Promise<Address | undefined> {
  const { username, password, tls } = credentials;
  const redis = new Redis({
    ...at,
    ...defined({ username, password, tls: tls && { ...named(at), ...tls } }),
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
  });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
  });
  try {
    await redis.connect().catch((error: unknown) => {
      throw last ?? error;
    });
    await redis.exists(key);
    return undefined;
  } catch (error) {
    const moved =
      replyCode(error) === 'MOVED' && error instanceof Error
        ? /^MOVED \d+ (.*):(\d+)$/u.exec(error.message)
        : null;
    if (moved === null) {
      // While the slot moves away, this node still is its owner.
      if (replyCode(error) === 'ASK' || replyCode(error) === 'TRYAGAIN') return undefined;
      throw error;
    }
    const [, host = '', port] = moved;
    // An empty host is that of the node which was asked (redis.io/docs: MOVED redirection).
    return { host: host === '' ? at.host : host, port: Number(port) };
  } finally {
    redis.disconnect();
  }
}

/**
 * After these the connection leads to the wrong server: the old primary behind one name has become a replica, or the
 * slot has moved.
 */
export function leadsElsewhere({ message }: Error): boolean {
  return message.startsWith('READONLY') || message.startsWith('MOVED');
}

/** The default waits up to 20 s, which would prolong every outage. */
export function retryStrategy(times: number): number {
  return Math.min(times * 200, 2_000);
}
