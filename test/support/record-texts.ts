import type { Redis } from 'ioredis';
import type { AuditSigner } from '#core/audit/store.ts';
import type { Keys } from '#store/keys.ts';
import { digestEvents, signRecord } from '#store/record-mac.ts';

/** The texts that are kept of a request, all of which somebody who can write to the store can change. */
export interface RecordTexts {
  readonly document: string;
  readonly version: number;
  readonly mac: string;
  readonly eventsDigest: string;
  readonly documentMac: string | null;
  readonly events: readonly string[];
}

/** Changes texts of a request in Redis, without any key. */
export async function editInRedis(
  redis: Redis,
  keys: Keys,
  id: string,
  change: (texts: RecordTexts) => Partial<RecordTexts>,
): Promise<void> {
  const found = await redis.hgetall(keys.request(id));
  const before = {
    document: found['document'] ?? '',
    version: Number(found['version']),
    mac: found['mac'] ?? '',
    eventsDigest: found['eventsDigest'] ?? '',
    documentMac: found['documentMac'] ?? null,
    events: await redis.lrange(keys.events(id), 0, -1),
  };
  const { events, documentMac, ...fields } = { ...before, ...change(before) };
  await redis.hset(keys.request(id), fields);
  if (documentMac === null) await redis.hdel(keys.request(id), 'documentMac');
  else await redis.hset(keys.request(id), 'documentMac', documentMac);
  await redis.del(keys.events(id));
  if (events.length > 0) await redis.rpush(keys.events(id), ...events);
}

/** As another version of restorebot would have written it: with the key. */
export async function writeInRedis(
  redis: Redis,
  keys: Keys,
  id: string,
  signer: AuditSigner,
  change: (texts: RecordTexts) => Partial<RecordTexts>,
): Promise<void> {
  await editInRedis(redis, keys, id, (before) => {
    const texts = { ...before, ...change(before) };
    const fields = {
      document: texts.document,
      version: String(texts.version),
      mac: texts.mac,
      eventsDigest: digestEvents('', texts.events),
    };
    return { ...texts, ...fields, version: texts.version, documentMac: signRecord(signer, id, fields) };
  });
}
