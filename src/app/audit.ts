import type { Logger } from 'pino';
import type { Config } from '#config/config.ts';
import type { AuditSigner, AuditStore, WrittenEntry } from '#core/audit/store.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { createRedisAudit, type RedisAuditDeps } from '#store/redis-audit.ts';

export interface OpenAudit {
  readonly trail: AuditStore;
  readonly signer: AuditSigner;
  /** For whatever else writes entries: puts each on stdout. */
  readonly onWritten: (entry: WrittenEntry) => void;
  readonly onSealed: (line: string) => void;
}

/** The audit of a configuration, which also puts a line on stdout for each entry, for a log shipper. */
export function openAudit(
  { audit: { keys }, slack, redis: { prefix } }: Config,
  redis: RedisAuditDeps['redis'],
  log: Logger,
): OpenAudit {
  if (keys.length === 0) {
    log.warn(
      { setting: 'audit.keys' },
      'no audit key, derived one from the bot token; a new bot token ends verification',
    );
  }
  const signer = createAuditSigner({ keys, credential: slack.botToken });
  // At every log level: a missing line must mean a lost line.
  const lines = log.child({ audit: true }, { level: 'info' });
  const onWritten = (entry: WrittenEntry) => lines.info(entry, 'audit');
  const onSealed = (line: string) => lines.info({ line }, 'audit seal');
  return { trail: createRedisAudit({ redis, prefix, signer, onWritten }), signer, onWritten, onSealed };
}
