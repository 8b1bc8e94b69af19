import { setTimeout as pause } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { type ConnectionFailure, connectionFailure, errorCode } from '#core/connection-failure.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { leadsElsewhere, optionsOf, type RedisPlace, retryStrategy, single } from './redis-place.ts';
import { replyCode } from './script.ts';

export interface ConnectOptions {
  /** Shown by `CLIENT LIST`: `restorebot:listeners`. */
  readonly name: string;
  /** Told of every failed attempt to connect and every broken connection; it goes on trying automatically. */
  readonly onError: (error: Error) => void;
  /** How long the first connection may take, ms; default 10 s. */
  readonly readyWithinMs?: number;
}

/**
 * Connects, to one server by its URL or wherever it is, and resolves when Redis is ready. From then on a command fails at
 * once while Redis is away, so that a person in Slack hears of it in time. Throws `StoreUnavailable` where Redis is not
 * ready in time; at once where it refuses the password, or nobody trusts its certificate.
 */
export async function connectRedis(where: RedisPlace | string, options: ConnectOptions): Promise<Redis> {
  const place = typeof where === 'string' ? single(where) : where;
  const { url } = place;
  const redis = new JoiningRedis(url, {
    ...failFast,
    ...common,
    ...optionsOf(place),
    connectionName: options.name,
  });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
    options.onError(error);
  });
  const withinMs = options.readyWithinMs ?? 10_000;
  const late = Date.now() + withinMs;
  if ((await becomesReady(redis, withinMs)) && (await isLoaded(redis, late))) {
    const wrong = await wrongWithDatabase(redis);
    if (wrong === undefined) return redis;
    redis.disconnect();
    throw new StoreUnavailable(`${nameOf(place)} cannot be used: ${wrong}.`);
  }
  redis.disconnect();
  const because = last === undefined ? `it did not answer in time; ${otherScheme(url)}` : whyNot(last, url);
  throw new StoreUnavailable(`${nameOf(place)} cannot be reached: ${because}.`, { cause: last });
}

const common = {
  /** It asks INFO, and where that is forbidden writes to stderr; `isLoaded` asks what every user may. */
  enableReadyCheck: false,
  connectTimeout: 5_000,
  retryStrategy,
  reconnectOnError: leadsElsewhere,
} as const satisfies RedisOptions;

const failFast = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 2_000,
  /** A half-open connection is given up when an answer is this late. */
  socketTimeout: 5_000,
  /** What was in flight has or has not happened: the caller loads to know, and it is not sent a second time. */
  autoResendUnfulfilledCommands: false,
} as const satisfies RedisOptions;

/**
 * For BullMQ's workers, which wait for Redis as long as it takes; all workers of a process use one. The caller
 * disconnects it. `mayAskInfo`: whether Redis may be asked if it has loaded its data after a restart.
 */
export function openWorkersRedis(place: RedisPlace, mayAskInfo = true): Redis {
  const redis = new JoiningRedis(place.url, {
    ...optionsOf(place),
    retryStrategy,
    reconnectOnError: leadsElsewhere,
    maxRetriesPerRequest: null,
    enableReadyCheck: mayAskInfo,
  });
  // The workers that use it say it.
  redis.on('error', () => undefined);
  return redis;
}

/**
 * Writes what is sent in one turn of the event loop to the socket in one piece: a write costs more than most commands.
 * Only bytes are joined. Each command keeps its answer, its deadline and its fate when the connection is lost
 * (docs/decisions/0026-writes-to-redis-are-joined.md).
 */
class JoiningRedis extends Redis {
  #corked: Redis['stream'] | undefined;

  override sendCommand(...command: Parameters<Redis['sendCommand']>): unknown {
    const { stream, status } = this;
    if (status === 'ready' && this.#corked !== stream) {
      this.#corked = stream;
      stream.cork();
      setImmediate(() => {
        this.#corked = undefined;
        stream.uncork();
      });
    }
    return super.sendCommand(...command);
  }
}

async function becomesReady(redis: Redis, withinMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, withinMs, false);
  redis.once('ready', () => resolve(true));
  redis.on('error', (error: Error) => staysSo(error) && resolve(false));
  const ready = await promise;
  clearTimeout(timer);
  return ready;
}

/** What another attempt would not change, so that a person need not wait for it. */
function staysSo(error: Error): boolean {
  return replyCode(error) === 'WRONGPASS' || connectionFailure(errorCode(error)) === 'certificate-untrusted';
}

/** A Redis that starts on large data takes connections before it takes commands. */
async function isLoaded(redis: Redis, late: number): Promise<boolean> {
  while (Date.now() < late) {
    try {
      await redis.ping();
      return true;
    } catch (error) {
      if (replyCode(error) !== 'LOADING') return true;
      await pause(200);
    }
  }
  return false;
}

/** Without the database of its URL ioredis goes on in database 0, where another program's keys may be. */
async function wrongWithDatabase(redis: Redis): Promise<string | undefined> {
  const { db = 0 } = redis.options;
  if (db === 0) return undefined;
  try {
    await redis.select(db);
    return undefined;
  } catch (error) {
    const words =
      replyCode(error) === 'NOPERM'
        ? `its user may not select database ${db}; grant it with ACL SETUSER <user> +select`
        : `it has no database ${db}`;
    return `${words}, or take the number off redis.url`;
  }
}

/** What is in the way, a clause that names the setting. */
const words: Readonly<Partial<Record<ConnectionFailure, string>>> = {
  refused: 'nothing listens at this port; correct redis.url, or start Redis',
  'no-address': 'its host name has no address in DNS; correct redis.url',
  'no-dns': 'DNS did not answer',
  'no-socket-file': 'the socket does not exist; correct redis.url',
  'no-route': 'no network route leads there',
  timeout: 'it did not answer in time',
  exhausted: 'this machine has no more sockets or memory for it',
  forbidden: 'this machine forbids the connection',
  'certificate-expired': 'its certificate has expired; renew it',
  'certificate-early': 'its certificate is not valid yet, or this machine’s clock is wrong',
  'certificate-of-another': 'its certificate is for another name; write that name in redis.url',
  'certificate-untrusted':
    'nobody whom this machine trusts has signed its certificate; set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority',
  'no-tls': 'it does not speak TLS at this port; write redis:// in redis.url',
  tls: 'the two ends do not agree on TLS',
};

/** The same by the first word of Redis's own answer. */
const replies: Readonly<Record<string, string>> = {
  NOAUTH: 'it asks for a password; write it in redis.url',
  WRONGPASS: 'it refuses the user or the password in redis.url',
};

function whyNot(error: Error, url: string): string {
  const code = errorCode(error);
  const failure = connectionFailure(code);
  const known = words[failure] ?? replies[replyCode(error) ?? ''];
  if (known !== undefined) return known;
  if (failure === 'closed') return `it closed the connection; ${otherScheme(url)}`;
  if (code !== undefined) return 'the connection failed';
  // ioredis gives it no code; the text is that of version 6.
  return error.message.startsWith('Unknown RESP type')
    ? `what answers there is no Redis; ${otherScheme(url)}`
    : error.message.replace(/\.$/u, '');
}

/** Where one side speaks TLS and the other does not, each waits for the other, or closes. */
function otherScheme(url: string): string {
  return url.startsWith('rediss:')
    ? 'if it does not speak TLS at this port, write redis:// in redis.url'
    : 'if it speaks TLS at this port, write rediss:// in redis.url';
}

/** Hosts and ports only: a URL may contain a password. */
function nameOf({ mode, url, nodes }: RedisPlace): string {
  if (mode === 'single') return `Redis at ${placeOf(url)}`;
  if (mode === 'cluster') return `The Redis Cluster of ${[url, ...nodes].map(placeOf).join(', ')}`;
  return `The primary ${placeOf(url)} of the Sentinels ${nodes.map(placeOf).join(', ')}`;
}

function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || new URL(url).pathname : 'the configured address';
}
