import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A fresh id: nine characters of time, so that ids sort by it, and eleven at random. Letters and digits only (BullMQ
 * refuses a colon), without I, L, O and U, which are misread.
 */
export function newId(): string {
  let time = Date.now();
  let head = '';
  for (let index = 0; index < 9; index += 1) {
    head = `${alphabet[time % 32]}${head}`;
    time = Math.floor(time / 32);
  }
  const tail = Array.from(randomBytes(11), (byte) => alphabet[byte % 32]).join('');
  return `${head}${tail}`;
}
