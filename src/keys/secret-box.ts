import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretBox, SecretName } from '#core/ports.ts';
import { type Key, keyRing, type KeySource } from './key-ring.ts';

const format = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM. A sealed text is `v1.<key id>.<base64url of iv, tag and ciphertext>`, and opens only for the request and
 * label it was sealed for. To change the key, put a new one behind the old one in every process, then in front, and
 * take the old one out once what it has sealed is forgotten.
 */
export function createSecretBox(source: KeySource): SecretBox {
  const { writing, byId } = keyRing(source, 'secret box');
  return {
    seal(text, name) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', writing.secret, iv, { authTagLength: tagBytes });
      cipher.setAAD(dataOf(name));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]);
      return `${format}.${writing.id}.${sealed.toString('base64url')}`;
    },
    open(sealed, name) {
      const [version, id = '', body = ''] = sealed.split('.');
      const key = byId.get(id);
      if (version !== format || key === undefined) return undefined;
      return decrypt(key, Buffer.from(body, 'base64url'), name);
    },
  };
}

/** `undefined`: changed by somebody, or sealed for something else. */
function decrypt(key: Key, sealed: Buffer, name: SecretName): string | undefined {
  if (sealed.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(0, ivBytes), {
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
