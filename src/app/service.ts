import { createCheckRunner } from '#checks/index.ts';
import { loadEgress } from '#config/config.ts';
import type { Timing } from '#core/duty.ts';
import type { SecretBox } from '#core/ports.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { QueueSettings } from '#jobs/queues.ts';
import { createWakeups, type QueueDepths } from '#jobs/wakeups.ts';
import { createSecretBox } from '#keys/secret-box.ts';
import { createRestoreService } from '#service/index.ts';
import { recordIn } from '#service/record-trust.ts';
import type { Recovery } from '#service/recovery.ts';
import { openWorkersRedis } from '#store/connect.ts';
import { type Ports, wrap } from './around.ts';
import { noting } from './connection-health.ts';
import { connectProviders, rateOf } from './connections.ts';
import { timingOf } from './intervals.ts';
import { newId } from './new-id.ts';
import type { OpenRecord } from './record.ts';
import { openRecovery } from './recovery.ts';
import type { OpenSlack } from './slack.ts';
import { monotonicMs, type Starting } from './start-context.ts';

/** The use cases, and what the roles need next to them. */
export interface OpenService {
  readonly service: Ports['service'];
  readonly recovery: Recovery;
  /** By the connection's name. */
  readonly providers: ReadonlyMap<string, RestoreProvider>;
  readonly timing: Timing;
  readonly queues: QueueSettings;
  readonly queueDepths: QueueDepths;
}

export async function openService(
  { config, log, around, stack }: Starting,
  record: OpenRecord,
  opened: OpenSlack,
): Promise<OpenService> {
  const { redis, mayAskInfo, connectionHealth, epoch, signer, pause } = record;
  const connected = await connectProviders(config, redis, loadEgress());
  const providers = new Map(
    connected.map(({ provider }) => [
      provider.connection,
      wrap(around, 'provider', noting(provider, connectionHealth, log)),
    ]),
  );
  const timing = timingOf(config);
  const queues: QueueSettings = {
    senders: redis,
    openWorkers: () => openWorkersRedis(config.redis, mayAskInfo),
    prefix: `${config.redis.prefix}:bull`,
    mayAskInfo,
  };
  const sender = stack.use(createWakeups({ settings: queues, connections: [...providers.keys()], log }));
  const wakeups = wrap(around, 'wakeups', sender);
  const work = createRestoreService({
    ...record,
    ...opened,
    providers,
    policy: config,
    record: recordIn(epoch),
    wakeups,
    timing,
    checks: config.checks,
    checkRunner: wrap(around, 'checkRunner', createCheckRunner({ now: () => new Date() })),
    limits: config.limits,
    rateOf: (connection) => rateOf(connected, connection),
    auditSigner: signer,
    auditReaders: config.audit.readers,
    pausers: config.pause.by,
    secretBox: wrap(around, 'secretBox', openSecretBox(config, log)),
    secretLifeMs: config.secrets.life,
    newId,
    clocks: () => ({ monotonicMs: monotonicMs(), wallMs: Date.now() }),
    log,
  });
  const afterLoss = config.pause.afterLoss === 'pause' ? pause : undefined;
  return {
    service: wrap(around, 'service', work),
    recovery: openRecovery(config, { ...record, slack: opened.slack, wakeups, work, pause: afterLoss, log }),
    providers,
    timing,
    queues,
    queueDepths: sender.depths,
  };
}

function openSecretBox({ secrets, slack }: Starting['config'], log: Starting['log']): SecretBox {
  if (secrets.keys.length === 0) {
    log.warn({ setting: 'secrets.keys' }, 'no key for vendor secrets, derived one from the bot token');
  }
  return createSecretBox({ keys: secrets.keys, credential: slack.botToken });
}
