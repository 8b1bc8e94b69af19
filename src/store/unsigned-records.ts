import type { Redis } from 'ioredis';
import type { AuditSigner } from '#core/audit/store.ts';
import type { UnsignedRecords } from '#core/ports.ts';
import { whileAvailable } from './availability.ts';
import { keysOf } from './keys.ts';
import { digestEvents, signRecord } from './record-mac.ts';
import { readEvents, readRequest } from './records.ts';
import { Time } from './redis-time.ts';
import { runScript, script } from './script.ts';

/** KEYS: request; ARGV: document as it was read, its events' digest, its HMAC. 0: it has changed, or was signed. */
const signScript = script(`
if redis.call('HGET', KEYS[1], 'document') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[1], 'documentMac') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'eventsDigest', ARGV[2], 'documentMac', ARGV[3])
return 1`);

interface UnsignedRecordsDeps {
  readonly redis: Redis;
  readonly prefix: string;
  readonly signer: AuditSigner;
}

/** Records in Redis from before they were signed. */
export function createUnsignedRecords({ redis, prefix, signer }: UnsignedRecordsDeps): UnsignedRecords {
  const keys = keysOf(prefix);
  const mark = (at: string) => `records-signed\n${prefix}\n${at}`;
  return {
    areSigned: () =>
      whileAvailable(async () => {
        const [at = '', keyId = '', mac = ''] = ((await redis.get(keys.recordsSigned)) ?? '').split(' ');
        return signer.check(mark(at), keyId, mac) === 'right';
      }),

    load: (id) =>
      whileAvailable(async () => {
        const key = keys.request(id);
        const [document, version, mac, documentMac] = await redis.hmget(
          key,
          'document',
          'version',
          'mac',
          'documentMac',
        );
        if (document === null || document === undefined || typeof documentMac === 'string') return undefined;
        const texts = await redis.lrange(keys.events(id), 0, -1);
        const eventsDigest = digestEvents('', texts);
        const fields = { document, version: version ?? null, mac: mac ?? null, eventsDigest };
        const request = readRequest(id, document);
        // As many as it says, and readable, or what is signed now would not be read.
        readEvents(request, texts);
        return {
          stored: { request, tail: { mac: mac ?? undefined, eventsDigest } },
          sign: () =>
            whileAvailable(async () => {
              const args = [document, eventsDigest, signRecord(signer, id, fields)];
              return (await runScript(redis, signScript, [key], args)) === 1;
            }),
        };
      }),

    finish: () =>
      whileAvailable(async () => {
        const at = Time.parse(await redis.time()).toISOString();
        await redis.set(keys.recordsSigned, `${at} ${signer.keyId} ${signer.sign(mark(at))}`);
      }),
  };
}
