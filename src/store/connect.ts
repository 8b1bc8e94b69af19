import { Redis, type RedisOptions } from 'ioredis';
import { StoreUnavailable } from '#core/ports.ts';

export interface ConnectOptions {
  /** Shown by `CLIENT LIST`: `restorebot:listeners`. */
  readonly name: string;
  /**
   * `fail-fast`: a command fails at once while Redis is away, so that a person in Slack hears of it in time.
   * `blocking`: commands wait for Redis to come back, which BullMQ's workers need.
   */
  readonly role: 'fail-fast' | 'blocking';
  /** Told of every failed attempt to connect and every broken connection; it goes on trying by itself. */
  readonly onError: (error: Error) => void;
  /** How long the first connection may take, ms; default 10 s. */
  readonly readyWithinMs?: number;
}

/** Connects, and resolves when Redis is ready. Throws `StoreUnavailable` where it is not in time. */
export async function connectRedis(url: string, options: ConnectOptions): Promise<Redis> {
  const redis = new Redis(url, { ...roles[options.role], ...common, connectionName: options.name });
  let last: Error | undefined;
  redis.on('error', (error: Error) => {
    last = error;
    options.onError(error);
  });
  if (await becomesReady(redis, options.readyWithinMs ?? 10_000)) return redis;
  redis.disconnect();
  const because = last === undefined ? 'it did not answer in time' : last.message;
  throw new StoreUnavailable(`Redis at ${placeOf(url)} cannot be reached: ${because}.`, { cause: last });
}

const common = {
  connectTimeout: 5_000,
  /** The default goes up to 20 s, and an outage would last that much longer for us. */
  retryStrategy: (times: number) => Math.min(times * 200, 2_000),
  /** After a failover behind one name the old primary is a replica: look the name up again. */
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} as const satisfies RedisOptions;

const roles = {
  'fail-fast': {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2_000,
    /** A half-open connection is given up when an answer is this late. */
    socketTimeout: 5_000,
    /** What was in flight has or has not happened: the caller loads to know, and it is not sent a second time. */
    autoResendUnfulfilledCommands: false,
  },
  blocking: { maxRetriesPerRequest: null },
} as const satisfies Record<ConnectOptions['role'], RedisOptions>;

async function becomesReady(redis: Redis, withinMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, withinMs, false);
  redis.once('ready', () => resolve(true));
  const ready = await promise;
  clearTimeout(timer);
  return ready;
}

/** The host and port alone: a password in the URL is nobody's business. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || new URL(url).pathname : 'the configured address';
}
