import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditSigner } from '#core/audit/store.ts';
import { type Key, keyRing, type KeySource } from './key-ring.ts';

/** HMAC-SHA-256. Throws where there is neither a key nor a credential. */
export function createAuditSigner(source: KeySource): AuditSigner {
  const { writing, byId } = keyRing(source, 'audit');
  return {
    keyId: writing.id,
    sign: (text) => macOf(writing, text).toString('hex'),
    check(text, keyId, mac) {
      const key = byId.get(keyId);
      if (key === undefined) return 'unknown-key';
      const given = Buffer.from(mac, 'hex');
      const right = macOf(key, text);
      return given.length === right.length && timingSafeEqual(given, right) ? 'right' : 'wrong';
    },
  };
}

function macOf({ secret }: Key, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
