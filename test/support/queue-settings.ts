import type { QueueSettings } from '#jobs/queues.ts';
import { connectRedis, openWorkersRedis } from '#store/connect.ts';
import { single } from '#store/redis-place.ts';
import { testPrefix } from './redis.ts';

/** Queues on a separate prefix, with connections as the application opens them. */
export async function queueSettings(url: string): Promise<QueueSettings & Disposable> {
  const senders = await connectRedis(url, { name: 'test', onError: () => undefined });
  return {
    senders,
    openWorkers: () => openWorkersRedis(single(url)),
    prefix: testPrefix(),
    [Symbol.dispose]: () => senders.disconnect(),
  };
}
