import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Redis } from 'ioredis';
import type { Around } from '#app/around.ts';
import { hasEnded } from '#core/restore-request.ts';
import { removeKeys } from '#sandbox/redis.ts';
import { startOwnRedis } from '#test/support/redis-own.ts';
import { startRedisPair } from '#test/support/redis-pair.ts';
import type { Broken } from './broken.ts';
import { type Exercise, exerciseOf } from './coverage.ts';
import { type Evidence, forgeVotes, postsTo, readMessages, readRecord, type RecordNow } from './evidence.ts';
import { waitsForPeople } from './judge-telling.ts';
import { judge } from './judge.ts';
import { type Cast, createCast, until } from './people.ts';
import { type Replicas, startReplicas } from './replicas.ts';
import type { Ask, Story } from './story.ts';
import { createTroubles, type Troubles } from './troubles.ts';
import { actInWords, askInWords, type Tale } from './words.ts';
import { startChaosWorld } from './world.ts';

export interface RunOptions {
  readonly story: Story;
  /** Shared by runs that do not touch it. */
  readonly redisUrl: string;
  readonly tale: Tale;
  /** A bug that is put around the parts of every replica, to see whether the judge finds it. */
  readonly bug?: (place: Place) => Around;
}

/** Where the record of a run is. */
export interface Place {
  readonly redis: Redis;
  readonly prefix: string;
}

/** Nothing may be owed any longer than this after the last act and the last mishap, milliseconds. */
const patienceMs = 25_000;

export interface Played {
  readonly broken: readonly Broken[];
  readonly exercise: Exercise;
}

/** After the last act, so long things may still go wrong; as a rule all is at rest long before. Milliseconds. */
const strikeMs = 8_000;

/** Longer than `postWithin` of a run, milliseconds. */
const intentMs = 2_500;

/** Plays one story to its end, and gives the promises that were broken and what was really tried. */
export async function playStory({ story, redisUrl, tale, bug }: RunOptions): Promise<Played> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'restorebot-chaos-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const own = story.redis === 'own' ? stack.use(await startOwnRedis()) : undefined;
  const pair = story.redis === 'pair' ? stack.use(await startRedisPair()) : undefined;
  const url = own?.url ?? pair?.url ?? redisUrl;
  const prefix = `{chaos-${story.seed}-${process.pid}}`;
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  redis.on('error', () => undefined);
  stack.defer(async () => {
    if (story.redis === 'shared') await removeKeys(redis, prefix);
    redis.disconnect();
  });
  const world = stack.use(await startChaosWorld(story, { redisUrl: url, prefix, dir }));
  const forgotten: RecordNow[] = [];
  let replicas: Replicas | undefined;
  const troubles = createTroubles({
    story,
    world,
    tale,
    ownRedis: own,
    pair,
    beforeSetBack: async () => void forgotten.push(await readRecord(redis, prefix)),
    replicas: () => replicas,
    forge: async () => forgeVotes(redis, prefix),
  });
  replicas = stack.use(
    await startReplicas({ story, world, direct: troubles.direct, bug: bug?.({ redis, prefix }) ?? {}, tale }),
  );

  const told = new Set<number>();
  const cast = createCast(world.slack, world.vendors);
  for (const { endsWell, outOfSight, form } of story.asks) {
    if (!endsWell) troubles.failAtVendor(form.connection);
    if (outOfSight) troubles.revokeKey(form.connection);
  }
  await Promise.all(
    story.asks.map(async (ask) => {
      await pause(ask.afterMs);
      tale.tell(askInWords(ask));
      const outcome = await cast.ask(ask);
      tale.tell(`ask ${ask.number}: ${outcome.told ? 'taken' : `given up, having read ${outcome.words}`}`);
      if (!outcome.told) return;
      told.add(ask.number);
      await play({ cast, troubles, tale }, ask);
    }),
  );
  // What is planned for the way to the vendor and back must have its chance to strike.
  await until(async () => (isAtRest(await readRecord(redis, prefix)) ? true : undefined), strikeMs);
  await troubles.over();
  // Nobody says of a forged record that it is at rest, and its write may be on the way as long as an intent lasts.
  for (const at of troubles.forged.values()) await pause(Math.max(0, at.getTime() + intentMs - Date.now()));
  tale.tell('nobody does anything any more');

  const look = async (): Promise<Evidence> => ({
    story,
    record: await readRecord(redis, prefix),
    posts: world.vendors.all
      .flatMap((vendor) => postsTo(vendor))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    messages: await readMessages(world, story),
    deleted: troubles.deleted,
    revoked: troubles.revoked,
    forged: troubles.forged,
    rules: troubles.rules(),
    forgotten,
    vouched: world.checker?.vouched ?? new Set(),
    told,
    ticked: cast.ticked,
    tickedAgain: cast.tickedAgain,
  });
  const atRest = await until(async () => {
    const seen = await look();
    // A click is acknowledged before it is carried out: what it changes must not fall between two readings.
    const same = isDeepStrictEqual(standing(seen.record), standing(await readRecord(redis, prefix)));
    return same && isAtRest(seen.record) ? seen : undefined;
  }, patienceMs);
  const evidence = atRest ?? (await look());
  for (const { words } of evidence.posts) tale.tell(`a vendor saw ${words}`);
  for (const { request } of evidence.record.requests) {
    tale.tell(`request ${request.id} (${request.reason}) is ${request.state.tag}`);
  }
  return { broken: judge(evidence), exercise: exerciseOf(evidence, troubles.struck()) };
}

interface Stage {
  readonly cast: Cast;
  readonly troubles: Troubles;
  readonly tale: Tale;
}

async function play({ cast, troubles, tale }: Stage, ask: Ask): Promise<void> {
  let running: Promise<void>[] = [];
  for (const each of ask.acts) {
    if (!each.atOnce) {
      await Promise.all(running);
      running = [];
    }
    running.push(
      (async () => {
        await pause(each.afterMs);
        tale.tell(actInWords(ask, each));
        const words = await cast.act(ask, each);
        if (each.type === 'take-over') troubles.mendKey(ask.form.connection);
        tale.tell(
          `ask ${ask.number}, ${each.type} by ${each.by}: ${words === '' ? 'done' : words.slice(0, 200)}`,
        );
      })(),
    );
  }
  await Promise.all(running);
}

/** Which version each request has, and which one people see. */
function standing({ requests }: RecordNow): readonly unknown[] {
  return requests.map(({ request, thread }) => [request.id, request.version, thread.shown]);
}

/** Whether nothing is owed to anybody. */
function isAtRest({ requests, compared }: RecordNow): boolean {
  return (
    compared &&
    requests.every(
      ({ request: { state, version }, thread }) =>
        thread.shown >= version && (hasEnded(state) || waitsForPeople(state)),
    )
  );
}
