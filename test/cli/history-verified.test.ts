import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createRedisHistory } from '#store/redis-history.ts';
import { aHistory, at } from '#test/support/builders.ts';
import { restorebot } from '#test/support/command-line.ts';
import { redisUrl, useRedis } from '#test/support/redis.ts';

const { redis, prefix } = useRedis();

test('the last verified restore of each database is listed, the longest ago first', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-history-'));
  const path = join(dir, 'restorebot.yaml');
  const key = () => ({ keys: [randomBytes(32).toString('base64')] });
  await writeFile(
    path,
    stringify({
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1' },
      redis: { url: redisUrl(), prefix },
      connections: { 'crdb-prod': { provider: 'cockroach', apiKey: 'k' } },
      rules: [{ name: 'all', ask: { groups: ['S0ONCALL'] }, approve: { groups: ['S0DBA'] } }],
      secrets: key(),
      audit: key(),
    }),
  );
  const list = async () => (await restorebot({ RESTOREBOT_CONFIG: path }, 'history', 'verified')).stdout;
  expect(await list()).toBe('No restore has ended yet.\n');

  const billing = { id: 'b', name: 'billing' };
  await createRedisHistory({ redis, prefix }).merge([
    aHistory({ n: 1 }),
    aHistory({ n: 2, outcome: 'verified', verifiedAt: at(2 * 86_400) }),
    aHistory({ n: 0, source: billing, target: billing }),
  ]);

  expect(await list()).toBe(
    [
      'atlas-prod billing: never verified, restored since 2026-03-01 03:30 UTC, restores: 1\n',
      'atlas-prod orders-prod: last verified 2026-03-03 03:00 UTC, restores: 2\n',
    ].join(''),
  );
  await rm(dir, { recursive: true });
});
