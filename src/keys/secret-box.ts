import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretBox, SecretName } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';

const format = 'v1';
const ivBytes = 12;
const tagBytes = 16;

interface Key {
  /** Tells which key a text was sealed with; says nothing about the key itself. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SecretBoxKeys {
  /** Base64 of 32 bytes each. The first seals, all of them open. */
  readonly keys: readonly Secret[];
  /** A credential that every process of this restorebot has; where there are no keys, one is made out of it. */
  readonly credential: Secret;
}

/**
 * AES-256-GCM. To change the key, put a new one behind the old one in every process, then in front, and take the old
 * one out once what it has sealed is forgotten. A sealed text is `v1.<key id>.<base64url of iv, tag and ciphertext>`, and opens only for the request
 * and label it was sealed for.
 */
export function createSecretBox({ keys, credential }: SecretBoxKeys): SecretBox {
  const last = keyOf(derive(credential));
  const configured = keys.map((key) => keyOf(Buffer.from(key.reveal(), 'base64')));
  const [writing = last] = configured;
  const reading = new Map([...configured, last].map((key) => [key.id, key]));
  return {
    seal(text, name) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', writing.bytes, iv, { authTagLength: tagBytes });
      cipher.setAAD(dataOf(name));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]);
      return `${format}.${writing.id}.${sealed.toString('base64url')}`;
    },
    open(sealed, name) {
      const [version, id = '', body = ''] = sealed.split('.');
      const key = reading.get(id);
      if (version !== format || key === undefined) return undefined;
      return decrypt(key, Buffer.from(body, 'base64url'), name);
    },
  };
}

/**
 * The same in every process, so that what one seals another opens, and a restart loses nothing. It still opens what
 * it sealed when a configuration gets its first key.
 */
function derive(credential: Secret): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', credential.reveal(), '', 'restorebot secret box', 32));
}

function keyOf(bytes: Uint8Array): Key {
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

/** `undefined`: changed by somebody, or sealed for something else. */
function decrypt(key: Key, sealed: Buffer, name: SecretName): string | undefined {
  if (sealed.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(dataOf(name));
  decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const body = sealed.subarray(ivBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function dataOf({ requestId, label }: SecretName): Buffer {
  return Buffer.from(JSON.stringify([requestId, label]));
}
