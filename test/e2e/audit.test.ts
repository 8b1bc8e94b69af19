import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { restorebot } from '#test/support/command-line.ts';
import { patience } from '#test/support/patience.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix, useRedis } from '#test/support/redis.ts';
import { approve, askFor, cardSays, modalSays, openApproval } from '#test/support/story.ts';
import { startWorld, submissions, type World } from '#test/support/world.ts';

const { url, redis, prefix } = useRedis();
const { audit } = keysOf(prefix);

async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-audit-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function restored({ slack, cockroach }: World): Promise<void> {
  const card = await askFor(slack);
  await approve(slack, card);
  await cardSays(slack, card, /Restoring/);
  cockroach.finishRestores();
  cockroach.clock.advance(5_000);
  await cardSays(slack, card, /Restored:/);
}

describe('the audit of a restore', () => {
  test('F29: leaves as a file that verifies offline, and an entry that somebody edits is named', async () => {
    await using world = await startWorld({ redisUrl: url, prefix });
    await world.start('all');
    await restored(world);
    const dir = await scratch();
    const file = join(dir, 'audit.jsonl');
    const keys = join(dir, 'keys');
    await writeFile(keys, `${world.config.audit.keys[0]?.reveal()}\n`);
    const run = (...args: readonly string[]) => restorebot(world.configPath, 'audit', ...args);

    const exported = await run('export', '--from=2026-01-01', `--out=${file}`);
    const kept = await run('verify');
    const offline = await restorebot('/nowhere', 'audit', 'verify', `--file=${file}`, `--keys=${keys}`);
    const dispatched = await numberOf('"type":"dispatched"');
    const line = (await redis.hget(audit.entries, String(dispatched))) ?? '';
    await redis.hset(audit.entries, String(dispatched), line.replace('"attempt":1', '"attempt":2'));
    const edited = await run('verify');
    const stillGood = await restorebot('/nowhere', 'audit', 'verify', `--file=${file}`, `--keys=${keys}`);

    expect(exported).toMatchObject({ code: 0, stdout: '' });
    expect(exported.stderr).toMatch(/Entries 1 to \d+; SHA-256 of what was written: [0-9a-f]{64}\n$/);
    expect(kept).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The audit is whole: \d+ entries, 1 /),
    });
    expect(offline).toMatchObject({ code: 0, stdout: expect.stringContaining('all of them under seals.') });
    expect(edited).toMatchObject({
      code: 1,
      stdout: `The audit is broken: entry ${dispatched} was changed after it was written: its mac does not fit.\n`,
    });
    expect(stillGood.code).toBe(0);
  });

  test('F29: whose end is cut off with seals, number and record, or that is deleted, is broken by name', async () => {
    const own = testPrefix();
    await using world = await startWorld({ redisUrl: url, prefix: own });
    const stopping = await world.start('all');
    await restored(world);
    await stopping[Symbol.asyncDispose]();
    const dir = await scratch();
    const [shipped, nothing, other] = ['shipped.log', 'nothing.jsonl', 'cut.jsonl'].map((name) =>
      join(dir, name),
    );
    if (shipped === undefined || nothing === undefined || other === undefined) throw new Error('three files');
    await writeFile(shipped, world.logged.join('\n'));
    const run = (...args: readonly string[]) => restorebot(world.configPath, 'audit', ...args);
    const whole = await run('verify', `--shipped=${shipped}`);
    const exported = await run('export', `--out=${other}`);
    await writeFile(nothing, '');
    const text = await readFile(other, 'utf8');
    await writeFile(other, text.split('\n').slice(0, -2).join('\n'));

    const keys = keysOf(own);
    const [id = ''] = await redis.zrange(keys.all, '0', '-1');
    await redis.del(keys.request(id), keys.events(id), keys.audit.of(id), keys.audit.seals);
    await redis.zrem(keys.all, id);
    await redis.hdel(
      keys.audit.entries,
      ...(await redis.hkeys(keys.audit.entries)).filter((seq) => Number(seq) > 1),
    );
    await redis.set(keys.audit.sequence, '1');
    const cut = await run('verify');
    const cutShipped = await run('verify', '--without-slack', `--shipped=${shipped}`);
    await redis.del(keys.audit.entries, keys.audit.sequence, keys.audit.state);
    const deleted = await run('verify', '--without-slack');
    const files = [await run('verify', `--file=${nothing}`), await run('verify', `--file=${other}`)];

    expect(whole).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Compared with 1 card in Slack\.\n$/),
    });
    expect(exported.code).toBe(0);
    expect(cut).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^The audit is broken: entries 2 to \d+ are missing; the card of request/,
      ),
    });
    expect(cutShipped).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/was shipped off this machine, and is missing here\.\n$/),
    });
    expect(deleted).toMatchObject({ code: 1, stdout: 'The audit is broken: it is empty.\n' });
    expect(files).toMatchObject([
      { code: 1, stdout: 'The audit is broken: the file is empty.\n' },
      { code: 1, stdout: expect.stringContaining('the file does not end with a trailer') },
    ]);
  });

  test('stands on stdout too, a line for each entry and seal, with what the record holds', async () => {
    await using world = await startWorld({ redisUrl: url, prefix: testPrefix() });
    const stopping = await world.start('all');
    await askFor(world.slack);
    await stopping[Symbol.asyncDispose]();

    const lines = world.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    const entries = lines.filter(({ audit, msg }) => audit === true && msg === 'audit');
    const seals = lines.filter(({ audit, msg }) => audit === true && msg === 'audit seal');
    const texts = [...entries, ...seals].map(({ line }) => String(line));
    const dir = await scratch();
    const [file, keys] = [join(dir, 'shipped.jsonl'), join(dir, 'keys')];
    await writeFile(file, `${texts.join('\n')}\n`);
    await writeFile(keys, world.config.audit.keys[0]?.reveal() ?? '');

    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(texts.join('\n')).toContain('"type":"asked"');
    expect(seals.length).toBeGreaterThan(0);
  });
});

async function numberOf(words: string): Promise<number> {
  const all = Object.entries(await redis.hgetall(audit.entries));
  return Number(all.find(([, line]) => line.includes(words))?.[0]);
}

describe('a record that refuses to be written', () => {
  test.each<[string, (client: Redis) => Promise<unknown>, (client: Redis) => Promise<unknown>]>([
    [
      'is out of memory',
      (client) => client.config('SET', 'maxmemory', '1'),
      (client) => client.config('SET', 'maxmemory', '0'),
    ],
    ['is read-only', (client) => client.replicaof('127.0.0.1', 1), (client) => client.replicaof('NO', 'ONE')],
  ])(
    'F29: because Redis %s refuses an approval with a reason, and nothing is restored',
    async (_, breakIt, repair) => {
      const server = await startOwnRedis();
      onTestFinished(() => server[Symbol.asyncDispose]());
      const admin = new Redis(server.url);
      onTestFinished(() => admin.disconnect());
      await using world = await startWorld({ redisUrl: server.url, prefix: testPrefix() });
      const { healthPort } = await world.start('all');
      const card = await askFor(world.slack);
      const ben = world.slack.as('U0BEN');
      await openApproval(ben, card);

      await breakIt(admin);
      await ben.submit();
      await modalSays(ben, 'may have been stored');
      const whileBroken = submissions(world);
      await repair(admin);
      const ready = async () => (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).status;
      await expect.poll(ready, patience).toBe(200);
      await approve(world.slack, card);
      await cardSays(world.slack, card, /Restoring/);

      expect(whileBroken).toBe(0);
      expect(submissions(world)).toBe(1);
    },
    40_000,
  );
});
