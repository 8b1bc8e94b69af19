import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type Config, parseConfig } from '#config/config.ts';
import { digestConfig } from '#config/digest.ts';

/** The example with other secrets. */
async function example(secret = 'a'): Promise<Config> {
  const text = await readFile('restorebot.example.yaml', 'utf8');
  const names = [...text.matchAll(/\$\{([A-Z_0-9]+)\}/gu)].map(([, name = '']) => name);
  return parseConfig(text, Object.fromEntries(names.map((name) => [name, valueOf(name, secret)])));
}

function valueOf(name: string, secret: string): string {
  if (name.endsWith('_KEY') && /SECRET|AUDIT/u.test(name)) {
    return createHash('sha256').update(`${name} ${secret}`).digest('base64');
  }
  return name.includes('REDIS') ? `redis://:${secret}@127.0.0.1:6379` : `xoxb-${secret}-0123456789abcdef`;
}

describe('the digest of a configuration', () => {
  test('is the same for the same, whatever the secrets are', async () => {
    expect(digestConfig(await example('b'))).toEqual(digestConfig(await example()));
  });

  test('says which part is another', async () => {
    const before = digestConfig(await example());
    const after = digestConfig({ ...(await example()), rules: [] });

    expect(after.digest).not.toBe(before.digest);
    const changed = Object.keys(before.parts).filter((name) => before.parts[name] !== after.parts[name]);
    expect(changed).toEqual(['rules']);
  });

  test('does not differ between a process that logs more and one that logs less', async () => {
    const config = await example();

    expect(digestConfig({ ...config, log: { level: 'debug' } })).toEqual(digestConfig(config));
  });
});
