import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { AuditSigner } from '#core/audit/store.ts';
import type { Secret } from '#core/secret.ts';

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface AuditKeys {
  /** Base64 of 32 bytes each. The first signs, all of them check. */
  readonly keys: readonly Secret[];
  /** A credential that every process of this restorebot has; where there are no keys, one is made out of it. */
  readonly credential?: Secret;
}

/**
 * HMAC-SHA-256. What the derived key has signed still checks when a configuration gets its first key. Throws where
 * there is neither a key nor a credential.
 */
export function createAuditSigner({ keys, credential }: AuditKeys): AuditSigner {
  const all = [
    ...keys.map((key) => keyOf(Buffer.from(key.reveal(), 'base64'))),
    ...(credential === undefined ? [] : [keyOf(derive(credential))]),
  ];
  const [signing] = all;
  if (signing === undefined) throw new Error('an audit needs a key');
  const known = new Map(all.map((key) => [key.id, key]));
  return {
    keyId: signing.id,
    sign: (text) => macOf(signing, text).toString('hex'),
    check(text, keyId, mac) {
      const key = known.get(keyId);
      if (key === undefined) return 'unknown-key';
      const given = Buffer.from(mac, 'hex');
      const right = macOf(key, text);
      return given.length === right.length && timingSafeEqual(given, right) ? 'right' : 'wrong';
    },
  };
}

function derive(credential: Secret): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', credential.reveal(), '', 'restorebot audit', 32));
}

function macOf({ bytes }: Key, text: string): Buffer {
  return createHmac('sha256', bytes).update(text).digest();
}

function keyOf(bytes: Uint8Array): Key {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}
