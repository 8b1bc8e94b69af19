import { describe, expect, test } from 'vitest';
import type { Around } from '#app/around.ts';
import { providers } from '#providers/all.ts';
import type { Broken } from './chaos/broken.ts';
import { bugs } from './chaos/bugs.ts';
import { notExercised, together } from './chaos/coverage.ts';
import { askedKinds } from './chaos/forms.ts';
import { makeStory } from './chaos/generate.ts';
import { type Place, playStory } from './chaos/run.ts';
import type { Story, Trouble } from './chaos/story.ts';
import { toldStory } from './chaos/told-story.ts';
import { createTale, storyInWords } from './chaos/words.ts';
import { kindsOf } from './support/provider-documents.ts';
import { redisUrl } from './support/redis.ts';

const play = (seed: number) => tell(makeStory(seed));

/** Plays a story; what it tells is shown where it goes wrong. */
async function tell(story: Story, bug?: (place: Place) => Around): Promise<readonly Broken[]> {
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

describe('the stories', () => {
  test('ask for every kind of every provider', () => {
    const all = providers.flatMap((manifest) =>
      kindsOf(manifest).map(({ id }) => `${manifest.example.connection} ${id}`),
    );

    expect(askedKinds.toSorted()).toEqual(all.toSorted());
  });
});

describe('a batch', () => {
  const kind = { kind: 'prisma-shop database', asked: 24, taken: 0, posted: 0, ended: 0, faults: {} };
  const nothing = { kinds: [], planned: {}, struck: {} };

  test('in which a kind was asked for and never sent, or never ended, is not green', () => {
    const of = (...kinds: readonly Partial<typeof kind>[]) =>
      notExercised(together(kinds.map((each) => ({ ...nothing, kinds: [{ ...kind, ...each }] }))));

    expect(of({}, {})).toEqual(['prisma-shop database was asked 48 times, and its vendor never saw a POST']);
    expect(of({}, { posted: 1 })).toEqual(['prisma-shop database was sent 1 times, and none came to an end']);
    expect(of({ posted: 1 }, { posted: 1, ended: 1 })).toEqual([]);
  });

  test('without a kind that it must have is not green', () => {
    expect(notExercised(nothing, ['atlas-main point-in-time'])).toEqual([
      'nobody asked for atlas-main point-in-time',
    ]);
  });

  test('in which a fault was planned again and again and never struck is not green', () => {
    const of = (struck: Readonly<Record<string, number>>) =>
      notExercised(
        together(Array.from({ length: 10 }, () => ({ ...nothing, planned: { failover: 1 }, struck }))),
      );

    expect(of({})).toEqual(['failover was planned 10 times, and never struck']);
    expect(of({ failover: 1 })).toEqual([]);
  });
});

const submitting = 'provider.submit:before';
const vendor = (action: Extract<Trouble, { type: 'vendor' }>['action']): Trouble => ({
  type: 'vendor',
  calls: 'submits',
  times: 1,
  action,
});
const conflict = vendor({ type: 'status', status: 409, headers: { 'retry-after': '1' }, applied: true });
const lost = vendor({ type: 'drop', applied: true });

/** What each bug does wrong, what people must agree to, and where which trouble shows it. */
const found: {
  readonly [Bug in keyof typeof bugs]: readonly [
    promise: Broken['promise'],
    rules: Pick<Story, 'quorum' | 'objective'>,
    at: string,
    ...troubles: readonly Trouble[],
  ];
} = {
  'submits-before-intent': ['P1', { quorum: 1 }, submitting],
  'sends-again-blindly': ['P2', { quorum: 1 }, submitting, lost],
  'tells-before-saving': ['P6', { quorum: 1 }, submitting],
  'goes-round-the-gate': ['P1', { quorum: 1 }, submitting, { type: 'wait', ms: 3_500 }],
  'does-not-reload': ['P1', { quorum: 1 }, submitting, { type: 'forged' }, { type: 'wait', ms: 1_000 }],
  'takes-any-no-for-a-refusal': ['P7', { quorum: 1 }, submitting, conflict],
  'looks-people-up-once': [
    'P1',
    { quorum: 1 },
    'store.save[dispatched]:after',
    { type: 'revoked', who: 'U0CLEO' },
    { type: 'wait', ms: 1_000 },
  ],
  'verifies-unread': ['P6', { quorum: 1 }, submitting],
  'counts-unacknowledged': ['P1', { quorum: 1, objective: 'acknowledge' }, submitting],
  'accepts-for-the-requester': ['P1', { quorum: 1, objective: 'acknowledge' }, submitting],
  'believes-redis': ['P5', { quorum: 2 }, 'store.save[vote-cast]:after', { type: 'forged' }],
};

/** What is wrong with the stories when no bug is there; bugs that show in the same story share its run. */
const soundness = new Map<string, Promise<readonly Broken[]>>();

function withoutBug(story: Story): Promise<readonly Broken[]> {
  const key = JSON.stringify(story);
  const played = soundness.get(key) ?? tell(story);
  soundness.set(key, played);
  return played;
}

describe('the judge', () => {
  test.each(Object.entries(found))(
    'finds a restorebot that %s',
    async (name, [promise, rules, at, ...troubles]) => {
      const story = toldStory(rules, ...troubles.map((what) => ({ at, n: 1, what })));
      const bug = Object.entries(bugs).find(([each]) => each === name)?.[1];

      expect((await withoutBug(story)).map((each) => each.sentence)).toEqual([]);
      expect((await tell(story, bug)).map((each) => each.promise)).toContain(promise);
    },
  );
});
