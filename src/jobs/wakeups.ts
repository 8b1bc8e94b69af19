import type { Queue } from 'bullmq';
import type { Log, Wakeups } from '#core/ports.ts';
import { announceQueue, type JobData, openQueue, type QueueSettings, wakeUp, workQueue } from './queues.ts';

interface WakeupsDeps {
  readonly settings: QueueSettings;
  readonly connections: readonly string[];
  readonly log: Log;
}

/** How many jobs wait now or until their time, by queue. Rejects where Redis is away. */
export type QueueDepths = () => Promise<Readonly<Record<string, number>>>;

/** Wakes workers through BullMQ. Closes its queues when disposed. */
export function createWakeups({
  settings,
  connections,
  log,
}: WakeupsDeps): Wakeups & { readonly depths: QueueDepths } & AsyncDisposable {
  const open = (name: string) => openQueue<JobData>(settings, name, log);
  const announcements = open(announceQueue);
  const work = new Map(connections.map((connection) => [connection, open(workQueue(connection))]));
  return {
    async work({ id, connection }) {
      const queue = work.get(connection);
      if (queue === undefined) {
        log.error({ requestId: id, connection }, 'connection of a request not configured');
        return;
      }
      await wakeNow(queue, id);
    },
    announce: (requestId) => wakeNow(announcements, requestId),
    async depths() {
      const all = [announcements, ...work.values()].map(
        async (queue) => [queue.name, await queue.getJobCountByTypes('waiting', 'delayed')] as const,
      );
      return Object.fromEntries(await Promise.all(all));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([announcements, ...work.values()].map((queue) => queue.close()));
    },
  };
}

async function wakeNow(queue: Queue<JobData>, requestId: string): Promise<void> {
  await queue.add('wake', { requestId }, wakeUp(requestId));
}
