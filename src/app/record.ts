import { digestConfig } from '#config/digest.ts';
import type { AuditSigner, AuditStore, RefusalLog } from '#core/audit/store.ts';
import type { ConnectionHealthStore } from '#core/connection-health.ts';
import type { HistoryStore } from '#core/history.ts';
import type { Homes } from '#core/homes.ts';
import type { PauseSwitch } from '#core/pause.ts';
import type { Pacer } from '#core/ports.ts';
import type { EpochStore } from '#core/recovery.ts';
import { startAuditKeeper } from '#jobs/audit-keeper.ts';
import { startRetentionKeeper } from '#jobs/retention-keeper.ts';
import { createRefusalLog } from '#service/audit/refusals.ts';
import { signUnsigned } from '#service/sign-unsigned.ts';
import { createRedisConnectionHealth } from '#store/redis-connection-health.ts';
import { createRedisEpoch } from '#store/redis-epoch.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import { createRedisHomes } from '#store/redis-homes.ts';
import { createRedisPacer } from '#store/redis-pacer.ts';
import { createRedisPause } from '#store/redis-pause.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { createUnsignedRecords } from '#store/unsigned-records.ts';
import { type Ports, wrap } from './around.ts';
import { openAudit } from './audit.ts';
import { retentionTimingOf } from './intervals.ts';
import { type OpenRedis, openRedis } from './redis.ts';
import type { Starting } from './start-context.ts';
import { recordStep } from './start-steps.ts';

/** The record in Redis, and what is kept with it. */
export interface OpenRecord extends OpenRedis {
  readonly store: Ports['store'];
  readonly history: HistoryStore;
  readonly audit: AuditStore;
  readonly signer: AuditSigner;
  readonly refusals: RefusalLog;
  readonly pacer: Pacer;
  readonly epoch: EpochStore;
  readonly pause: PauseSwitch;
  readonly homes: Homes;
  readonly connectionHealth: ConnectionHealthStore;
}

/**
 * Opens the record: Redis must be fit, the audit takes the configuration, records without a signature are signed.
 * Throws `StoreUnavailable`, `ConfigError` or `StartFailed`.
 */
export async function openRecord({ config, role, log, around, stack }: Starting): Promise<OpenRecord> {
  const opened = await openRedis(config, role, log);
  const { redis } = opened;
  stack.defer(() => redis.disconnect());
  const { prefix } = config.redis;

  const { trail, signer, onWritten, onSealed } = openAudit(config, redis, log);
  const audit = wrap(around, 'audit', trail);
  const sealing = { audit, signer, onSealed, log };
  stack.use(startAuditKeeper({ ...sealing, everyMs: config.audit.sealEvery }));
  const { parts, digest } = digestConfig(config);
  await recordStep('writing to the audit', audit.noteConfiguration(parts, digest));

  const store = wrap(around, 'store', createRedisStore({ redis, prefix, signer, onWritten }));
  const history = createRedisHistory({ redis, prefix });
  const records = createUnsignedRecords({ redis, prefix, signer });
  await recordStep('signing the record', signUnsigned({ store, records, audit, signer, log }));
  stack.use(startRetentionKeeper({ ...sealing, store, history, ...retentionTimingOf(config) }));
  return {
    ...opened,
    store,
    history,
    audit,
    signer,
    refusals: createRefusalLog(audit, log),
    pacer: wrap(around, 'pacer', createRedisPacer({ redis, prefix })),
    epoch: createRedisEpoch({ redis, prefix }),
    pause: createRedisPause({ redis, prefix, signer, onWritten }),
    homes: createRedisHomes({ redis, prefix }),
    connectionHealth: createRedisConnectionHealth({ redis, prefix }),
  };
}
