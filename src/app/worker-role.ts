import { createAnnouncer } from '#bot/announcer/index.ts';
import { startWorkers, type Workers } from '#jobs/workers.ts';
import { dueOf } from '#service/look.ts';
import { recordIn, shareTrust } from '#service/record-trust.ts';
import { wrap } from './around.ts';
import type { Checks } from './health.ts';
import { announcerTimingOf, workerIntervalsOf } from './intervals.ts';
import { newId } from './new-id.ts';
import type { OpenRecord } from './record.ts';
import type { OpenService } from './service.ts';
import type { OpenSlack } from './slack.ts';
import { monotonicMs, type Starting } from './start-context.ts';
import { recordStep } from './start-steps.ts';

interface WorkerRole {
  readonly workers: Workers;
  readonly checks: Checks;
  readonly worries: Checks;
}

/** Starts what does the work and tells people about it. */
export async function startWorkerRole(
  { config, log, around, stack, exit }: Starting,
  { redis, store, pacer, epoch }: OpenRecord,
  { slack }: OpenSlack,
  { service, providers, timing, queues }: OpenService,
): Promise<WorkerRole> {
  const record = shareTrust(recordIn(epoch), monotonicMs);
  // What answers on a new connection may be another Redis.
  redis.on('close', record.forget);
  const announcer = createAnnouncer({
    record,
    store,
    slack,
    pacer,
    dueOf: (stored) => dueOf({ providers, timing, policy: config }, stored),
    cardOptionsOf: (stored) => service.cardFacts(stored),
    timing: announcerTimingOf(config),
    monotonicMs,
    log,
  });
  const starting = startWorkers({
    settings: queues,
    connections: [...providers.keys()],
    work: service,
    announcer: wrap(around, 'announcer', announcer),
    log,
    processId: newId(),
    monotonicMs,
    onSilent: exit,
    around: (consumer) => wrap(around, 'consumer', consumer),
    intervals: workerIntervalsOf(config),
  });
  const workers = await recordStep('starting the workers', starting);
  stack.defer(() => workers.stop());
  return {
    workers,
    checks: { workers: () => workers.problem() },
    worries: { announcer: () => announcer.behind() },
  };
}
