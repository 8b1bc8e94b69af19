import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '#core/secret.ts';
import { createSecretBox } from '#keys/secret-box.ts';

const aKey = () => new Secret(randomBytes(32).toString('base64'));
const credential = new Secret('xoxb-test');
const name = { requestId: 'r1', label: 'Password of db_admin' };
const [oldKey, newKey] = [aKey(), aKey()];

describe('a sealed secret', () => {
  test('opens as it was, whatever was in it, and shows nothing of it', () => {
    const box = createSecretBox({ keys: [newKey], credential });

    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 4_000 }), (text) => {
        const sealed = box.seal(text, name);
        expect(box.open(sealed, name)).toBe(text.toWellFormed());
        expect(sealed).not.toContain(text);
      }),
      { numRuns: 200 },
    );
  });

  test('never looks the same twice', () => {
    const box = createSecretBox({ keys: [newKey], credential });

    expect(box.seal('hunter2', name)).not.toBe(box.seal('hunter2', name));
  });

  test.each([
    ['another request', { ...name, requestId: 'r2' }],
    ['another label', { ...name, label: 'Password of root' }],
    ['a request and a label that only look the same in a row', { requestId: 'r1P', label: 'assword' }],
  ])('does not open for %s', (_, other) => {
    const box = createSecretBox({ keys: [newKey], credential });

    expect(box.open(box.seal('hunter2', name), other)).toBeUndefined();
  });

  test('does not open once a single byte of it was changed, or it was cut', () => {
    const box = createSecretBox({ keys: [newKey], credential });
    const [version, id, body = ''] = box.seal('hunter2', name).split('.');
    const bytes = Buffer.from(body, 'base64url');

    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(box.open(`${version}.${id}.${changed.toString('base64url')}`, name)).toBeUndefined();
    }
    for (const text of ['', 'v1', `v1.${id}`, `v1.${id}.`, `v2.${id}.${body}`, body]) {
      expect(box.open(text, name)).toBeUndefined();
    }
  });
});

describe('keys', () => {
  test('a new one in front seals, the old one still opens, and once it is out nothing of it does', () => {
    const before = createSecretBox({ keys: [oldKey], credential });
    const during = createSecretBox({ keys: [newKey, oldKey], credential });
    const after = createSecretBox({ keys: [newKey], credential });
    const sealed = before.seal('hunter2', name);

    expect(during.open(sealed, name)).toBe('hunter2');
    expect(after.open(sealed, name)).toBeUndefined();
    expect(after.open(during.seal('hunter2', name), name)).toBe('hunter2');
    expect(before.open(during.seal('hunter2', name), name)).toBeUndefined();
  });

  test('where there are none, every process of the same bot opens what another sealed', () => {
    const sealed = createSecretBox({ keys: [], credential }).seal('hunter2', name);

    expect(createSecretBox({ keys: [], credential }).open(sealed, name)).toBe('hunter2');
    expect(createSecretBox({ keys: [newKey], credential }).open(sealed, name)).toBe('hunter2');
    expect(
      createSecretBox({ keys: [], credential: new Secret('xoxb-other') }).open(sealed, name),
    ).toBeUndefined();
  });
});
