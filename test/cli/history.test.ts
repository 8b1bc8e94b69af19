import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { after } from '#core/instant.ts';
import { createRedisHistory } from '#store/redis-history.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { aHistory, at } from '#test/support/builders.ts';
import { restorebot } from '#test/support/command-line.ts';
import { redisUrl, useRedis } from '#test/support/redis.ts';
import { creation } from '#test/support/saves.ts';

const [verified, lost] = [useRedis(), useRedis()];
const auditKey = randomBytes(32).toString('base64');
let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'restorebot-history-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** What the command line says of the past under this prefix. */
async function history({ prefix }: typeof lost, command: string): Promise<string> {
  const path = join(dir, 'restorebot.yaml');
  await writeFile(
    path,
    stringify({
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1' },
      redis: { url: redisUrl(), prefix },
      connections: { 'crdb-prod': { provider: 'cockroach', apiKey: 'k' } },
      rules: [{ name: 'all', ask: { groups: ['S0ONCALL'] }, approve: { groups: ['S0DBA'] } }],
      secrets: { keys: [randomBytes(32).toString('base64')] },
      audit: { keys: [auditKey] },
    }),
  );
  return (await restorebot({ RESTOREBOT_CONFIG: path }, 'history', command)).stdout;
}

test('the last verified restore of each database is listed, the longest ago first', async () => {
  expect(await history(verified, 'verified')).toBe('No restore has ended yet.\n');

  const billing = { id: 'b', name: 'billing' };
  await createRedisHistory(verified).merge([
    aHistory({ n: 1 }),
    aHistory({ n: 2, outcome: 'verified', verifiedAt: at(2 * 86_400) }),
    aHistory({ n: 0, source: billing, target: billing }),
  ]);

  expect(await history(verified, 'verified')).toBe(
    [
      'atlas-prod billing: never verified, restored since 2026-03-01 03:30 UTC, restores: 1\n',
      'atlas-prod orders-prod: last verified 2026-03-03 03:00 UTC, restores: 2\n',
    ].join(''),
  );
});

test('a history that is lost is built again from the audit, once', async () => {
  const store = createRedisStore({ ...lost, signer: auditSigner('xoxb-1', auditKey) });
  await store.save(creation({ state: 'succeeded', askedAt: after(new Date(), -3_600_000) }));
  expect(await history(lost, 'verified')).toBe('No restore has ended yet.\n');

  expect(await history(lost, 'rebuild')).toBe(
    'The audit holds 1 ended request; 1 was added to the history.\n',
  );
  expect(await history(lost, 'verified')).toContain('atlas-prod orders-prod: never verified');
  expect(await history(lost, 'rebuild')).toBe(
    'The audit holds 1 ended request; 0 were added to the history.\n',
  );
});
