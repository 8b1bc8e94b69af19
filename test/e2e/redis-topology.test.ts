import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Authority, startAuthority } from '#test/support/authority.ts';
import { ends, untilTheEnd } from '#test/support/ending.ts';
import { patience } from '#test/support/patience.ts';
import { startRedisCluster, startSentinels } from '#test/support/redis-topology.ts';
import { testPrefix } from '#test/support/redis.ts';
import { startRestorebotProcess } from '#test/support/restorebot-process.ts';
import { approve, askFor, cardSays, lines } from '#test/support/story.ts';
import { readiness, startWorld, submissions, unhurried, type World } from '#test/support/world.ts';

/*
 * With everything that a careful operator closes: TLS by an own authority, other passwords at the Sentinels, and a user
 * who may run nothing dangerous. (redis-load.slow.test.ts has the open ones.)
 */
let authority: Authority;

beforeAll(async () => {
  authority = await startAuthority();
});

afterAll(() => authority[Symbol.asyncDispose]());

/** A restorebot in a separate process, because Node reads the variable when it starts. */
async function startedIn({ configPath }: World) {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', authority.certificates);
  try {
    // What it logs of the outages is what they are for.
    return await startRestorebotProcess({ configPath, role: 'all', onLog: () => undefined });
  } finally {
    vi.unstubAllEnvs();
  }
}

describe('a Redis that Sentinels watch, behind TLS and passwords', () => {
  test('a primary that dies before the approval, and one that is failed over while the restore runs, lose nothing and send nothing twice', async () => {
    const prefix = testPrefix();
    await using sentinels = await startSentinels({ authority, prefix });
    const { url: redisUrl, ...redis } = sentinels.settings;
    await using world = await startWorld({ redisUrl, redis, prefix, intervals: unhurried });
    await using restorebot = await startedIn(world);
    const card = await askFor(world.slack);

    await sentinels.killPrimary();
    await expect.poll(() => readiness(restorebot), patience).toContain('"status":"ready"');
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await sentinels.failOver();
    await untilTheEnd(world, card);

    await expect.poll(async () => ends(await lines(world.slack, card)).length, patience).toBe(1);
    expect(submissions(world)).toBe(1);
  });
});

describe('a Redis Cluster, behind TLS and passwords', () => {
  test('a slot that moves before the approval, and back while the restore runs, loses nothing and sends nothing twice', async () => {
    const prefix = testPrefix();
    await using cluster = await startRedisCluster({ authority, prefix });
    const { url: redisUrl, ...redis } = cluster.settings;
    await using world = await startWorld({ redisUrl, redis, prefix, intervals: unhurried });
    await using restorebot = await startedIn(world);
    const card = await askFor(world.slack);

    await cluster.moveSlot(prefix);
    await expect.poll(() => readiness(restorebot), patience).toContain('"status":"ready"');
    await approve(world.slack, card);
    await cardSays(world.slack, card, /Restoring/);
    await cluster.moveSlot(prefix);
    await untilTheEnd(world, card);

    await expect.poll(async () => ends(await lines(world.slack, card)).length, patience).toBe(1);
    expect(submissions(world)).toBe(1);
  });
});
