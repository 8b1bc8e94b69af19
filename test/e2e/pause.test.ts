import { expect, test } from 'vitest';
import { restorebot } from '#test/support/command-line.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays, channel } from '#test/support/story.ts';
import { readiness, startWorld, submissions } from '#test/support/world.ts';

test('paused at a shell: the card says so, an approved restore does not start, a restart changes nothing, and Ben resumes in Slack', async () => {
  await using redis = await startOwnRedis();
  await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix(), afterLoss: 'pause' });
  const { slack, configPath } = world;
  const first = await world.start('all');
  const card = await askFor(slack);

  const { code, stdout } = await restorebot(configPath, 'pause', '--reason=INC-9: the vendor is down');
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('INC-9: the vendor is down'),
  });
  await cardSays(slack, card, /Restores are paused.*on the command line: INC-9/);
  await approve(slack, card);
  await cardSays(slack, card, /Approved, waiting to start/);
  expect(await readiness(first)).toContain('Restores are paused');
  await first[Symbol.asyncDispose]();
  const second = await world.start('all');
  expect((await restorebot(configPath, 'paused')).stdout).toContain('Restores are paused since');
  await cardSays(slack, card, /Restores are paused/);
  expect(submissions(world)).toBe(0);

  await slack.as('U0BEN').command(channel, '/restore resume');
  await untilTheEnd(world, card);
  expect(world.cockroach.started()).toBe(1);
  expect(await readiness(second)).not.toContain('paused');
});

test('a Redis that lost its record may have lost a pause: nothing starts until somebody resumes', async () => {
  await using redis = await startOwnRedis();
  await using world = await startWorld({ redisUrl: redis.url, prefix: testPrefix(), afterLoss: 'pause' });
  const { slack, configPath } = world;
  await world.start('all');
  const lost = await askFor(slack);
  await restorebot(configPath, 'pause', '--reason=INC-9');

  await redis.command('FLUSHALL');
  await cardSays(slack, lost, /The record of this request is lost/);
  const next = await askFor(slack);
  await cardSays(slack, next, /Restores are paused.*Redis lost a part of its record/);
  await approve(slack, next);
  await cardSays(slack, next, /Approved, waiting to start/);
  expect(submissions(world)).toBe(0);

  expect((await restorebot(configPath, 'resume')).stdout).toContain('Restores are resumed');
  await untilTheEnd(world, next);
  expect(world.cockroach.started()).toBe(1);
});
