import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { deriveKey, type Secret } from '#core/secret.ts';

export interface Key {
  /** Tells which key was used; says nothing about the key itself. */
  readonly id: string;
  /** Made once: from bytes, each HMAC would make its own, which takes three times as long as the HMAC. */
  readonly secret: KeyObject;
}

/** Where the keys of one purpose come from. */
export interface KeySource {
  /** Base64 of 32 bytes each. The first writes, all of them read. */
  readonly keys: readonly Secret[];
  /** A credential that every process of this restorebot has; where there are no keys, one is derived from it. */
  readonly credential?: Secret;
}

export interface KeyRing {
  readonly writing: Key;
  readonly byId: ReadonlyMap<string, Key>;
}

/**
 * The derived key is the last one of every ring: what it wrote can still be read when a configuration gets its first
 * key. Throws where there is neither a key nor a credential.
 */
export function keyRing({ keys, credential }: KeySource, purpose: 'audit' | 'secret box'): KeyRing {
  const configured = keys.map((key) => keyOf(Buffer.from(key.reveal(), 'base64')));
  const all =
    credential === undefined
      ? configured
      : [...configured, keyOf(deriveKey(credential, `restorebot ${purpose}`))];
  const [writing] = all;
  if (writing === undefined) throw new Error(`the ${purpose} needs a key`);
  return { writing, byId: new Map(all.map((key) => [key.id, key])) };
}

function keyOf(bytes: Uint8Array): Key {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), secret: createSecretKey(bytes) };
}
