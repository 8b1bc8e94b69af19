import { createLog } from '#app/log.ts';
import { startRedis } from '#sandbox/redis.ts';
import { benchAcks } from './acks.ts';
import { benchLooks } from './looks.ts';

/** Floods, measured beside bare Bolt and bare BullMQ on the same Redis. `REDIS_URL`, or a Redis of its own. */
const log = createLog('error', {
  // The lines of the audit are not what is measured here.
  write: (line: string) => line.includes('"audit":true') || process.stderr.write(line),
});
const redis = await startRedis({ env: process.env, log });
process.stdout.write(`Redis: ${redis.kind}; fake Slack runs in this process too.\n`);
await benchAcks(redis.url, log);
await benchLooks(redis.url, log);
await redis.stop();
process.exit(0);
