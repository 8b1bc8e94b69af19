import { expect, test } from 'vitest';
import { createLog } from '#app/log.ts';
import { connectRedis } from '#store/connect.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';

test('13.17: what a client says of a refused password is logged without the password', async () => {
  await using redis = await startOwnRedis();
  await redis.command('CONFIG', 'SET', 'requirepass', 'right');
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });

  const url = redis.url.replace('redis://', 'redis://default:Zq7W-Zq7W@');
  const connected = connectRedis(url, {
    name: 'test',
    onError: (err) => log.debug({ err }, 'redis connection error'),
    // Nobody waits for it: another attempt would not change it.
    readyWithinMs: 600_000,
  });

  await expect(connected).rejects.toThrow('refuses the user or the password in redis.url');
  expect(lines.join('')).toContain('WRONGPASS');
  expect(lines.join('')).not.toContain('Zq7W');
});
