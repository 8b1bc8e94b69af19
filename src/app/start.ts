import { startRecoveryKeeper } from '#jobs/recovery-keeper.ts';
import type { Workers } from '#jobs/workers.ts';
import { both } from './around.ts';
import { readConnections } from './connections.ts';
import { type Checks, lagCheck, pausedCheck, startHealth } from './health.ts';
import { createMetrics } from './metrics.ts';
import { openRecord } from './record.ts';
import { recoveryText } from './recovery.ts';
import { redisProblem } from './redis.ts';
import { openService } from './service.ts';
import { openSlack } from './slack.ts';
import type { Starting } from './start-context.ts';
import { tracing } from './tracing.ts';

export type StartOptions = Pick<Starting, 'config' | 'role' | 'log'> &
  Partial<Pick<Starting, 'around' | 'exit'>>;

export interface Restorebot extends AsyncDisposable {
  readonly healthPort: number;
  /** Where Slack's requests arrive; 0 where none do. */
  readonly slackPort: number;
}

/**
 * Puts everything together and starts it. Rejects where the configuration, Redis or Slack do not allow it; what was
 * opened until then is closed. Disposing stops all of it in reverse.
 */
export async function startRestorebot(options: StartOptions): Promise<Restorebot> {
  await using stack = new AsyncDisposableStack();
  const metrics = createMetrics(options.role);
  const around = both(options.around ?? {}, both(tracing(), metrics.around));
  const starting: Starting = { exit: () => undefined, ...options, around, stack };
  const { config, role, log } = starting;
  // Every setting is read before anything is opened.
  await readConnections(config);

  const record = await openRecord(starting);
  const slack = await openSlack(starting, record);
  const service = await openService(starting, record, slack);
  let workers: Workers | undefined;
  const { recovery } = service;
  const onRecovered = async () => workers?.resume();
  const everyMs = config.intervals.recoverEvery;
  stack.use(await startRecoveryKeeper({ recovery, everyMs, onRecovered, log }));

  // A process loads only the role that it has: a worker does not need Bolt.
  const opening = [starting, record, slack, service] as const;
  const worker =
    role === 'bot' ? undefined : await (await import('./worker-role.ts')).startWorkerRole(...opening);
  workers = worker?.workers;
  const bot = role === 'worker' ? undefined : await (await import('./bot-role.ts')).startBotRole(...opening);

  const checks: Checks = {
    record: async () => recoveryText(await recovery.problem()),
    redis: () => redisProblem(record.redis, config.redis),
    ...worker?.checks,
    ...bot?.checks,
  };
  const { queueDepths } = service;
  const health = stack.use(
    await startHealth({
      ...config.health,
      checks,
      metrics: () => metrics.scrape({ ...record, checks, queueDepths }),
      worries: {
        lag: lagCheck(record.store, config.intervals.lagWarning),
        paused: pausedCheck(record.pause),
        ...worker?.worries,
        ...bot?.worries,
      },
      warnings: [...record.warnings, ...(bot?.warnings ?? [])],
    }),
  );
  const opened = stack.move();
  return {
    healthPort: health.port,
    slackPort: bot?.slackPort ?? 0,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
