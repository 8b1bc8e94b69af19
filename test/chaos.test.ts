import { describe, expect, test } from 'vitest';
import type { Around } from '#app/around.ts';
import type { Broken } from './chaos/broken.ts';
import { bugs } from './chaos/bugs.ts';
import { notExercised, together } from './chaos/coverage.ts';
import { makeStory } from './chaos/generate.ts';
import { playStory } from './chaos/run.ts';
import { createTale, storyInWords } from './chaos/words.ts';
import { redisUrl } from './support/redis.ts';

/** Plays one seed; what it tells is shown where it goes wrong. */
async function play(seed: number, bug?: Around): Promise<readonly Broken[]> {
  const story = makeStory(seed);
  const tale = createTale(() => performance.now());
  const { broken } = await playStory({
    story,
    redisUrl: redisUrl(),
    tale,
    ...(bug === undefined ? {} : { bug }),
  });
  if (broken.length > 0 && bug === undefined) {
    process.stdout.write(`${[...storyInWords(story), ...tale.lines()].join('\n')}\n`);
  }
  return broken;
}

describe('a random story, with what goes wrong in it', () => {
  // `npm run chaos` plays as many as one likes; these are played each time.
  test.each([1, 4, 9])('seed %i: every promise is kept', async (seed) => {
    expect(await play(seed)).toEqual([]);
  });

  test('a seed makes the same story each time', () => {
    expect(makeStory(7)).toEqual(makeStory(7));
    expect(makeStory(7)).not.toEqual(makeStory(8));
  });
});

describe('a batch', () => {
  const kind = { kind: 'prisma-shop database', asked: 24, taken: 0, posted: 0, ended: 0, faults: {} };

  test('in which a kind was asked for and never sent, or never ended, is not green', () => {
    const of = (...kinds: readonly Partial<typeof kind>[]) =>
      notExercised(together(kinds.map((each) => ({ kinds: [{ ...kind, ...each }], troubles: {} }))));

    expect(of({}, {})).toEqual(['prisma-shop database was asked 48 times, and its vendor never saw a POST']);
    expect(of({}, { posted: 1 })).toEqual(['prisma-shop database was sent 1 times, and none came to an end']);
    expect(of({ posted: 1 }, { posted: 1, ended: 1 })).toEqual([]);
  });
});

describe('the judge', () => {
  test.each([
    { bug: 'submits-before-intent', promise: 'P1', seeds: [1, 2, 4] },
    { bug: 'sends-again-blindly', promise: 'P2', seeds: [695, 812, 111] },
    { bug: 'tells-before-saving', promise: 'P6', seeds: [2] },
  ] as const)('a restorebot that $bug breaks $promise, and is found out', async ({ bug, promise, seeds }) => {
    const found = new Set<Broken['promise']>();
    for (const seed of seeds) {
      for (const each of await play(seed, bugs[bug]())) found.add(each.promise);
      if (found.has(promise)) break;
    }

    expect([...found]).toContain(promise);
  });
});
