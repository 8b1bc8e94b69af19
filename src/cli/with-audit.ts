import { type OpenAudit, openAudit } from '#app/audit.ts';
import { createLog } from '#app/log.ts';
import { type Config, loadConfig } from '#config/config.ts';
import type { SealDeps } from '#service/audit/seal.ts';
import { connectRedis } from '#store/connect.ts';
import type { Streams } from './command.ts';

interface Parts extends Pick<OpenAudit, 'onWritten'> {
  readonly config: Config;
  readonly redis: Awaited<ReturnType<typeof connectRedis>>;
}

/**
 * Does something with the audit of the configured Redis. What is logged meanwhile goes to stderr, for whatever collects it;
 * a person in a terminal sees errors alone.
 */
export async function withAudit<Result>(
  { stderr }: Streams,
  work: (deps: SealDeps, parts: Parts) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig();
  const isTerminal = 'isTTY' in stderr && stderr.isTTY === true;
  const log = createLog(isTerminal ? 'error' : config.log.level, stderr);
  const redis = await connectRedis(config.redis, {
    name: 'restorebot:cli',
    onError: (err) => log.debug({ err }, 'redis connection error'),
  });
  try {
    const { trail, signer, onWritten, onSealed } = openAudit(config, redis, log);
    return await work({ audit: trail, signer, onSealed, log }, { config, redis, onWritten });
  } finally {
    redis.disconnect();
  }
}
