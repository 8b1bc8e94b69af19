import { parseArgs } from 'node:util';
import type { Around } from '#app/around.ts';
import { createLog } from '#app/log.ts';
import { startRedis } from '#sandbox/redis.ts';
import { bugs } from './bugs.ts';
import { type Exercise, exerciseInWords, notExercised, together } from './coverage.ts';
import { askedKinds } from './forms.ts';
import { makeStory } from './generate.ts';
import { type Place, playStory } from './run.ts';
import { createTale, storyInWords } from './words.ts';

/** A batch of so many runs has every kind of restore in it, or it is not green. */
const everyKindFrom = 100;

/** `npm run chaos -- --runs 100 --seed 1 [--parallel 4] [--story]`: random stories, each judged; exit code 1 where a promise was broken, or where a kind of restore that stories ask for was never sent to its end. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '3' },
      /** Tells every story, not only those that went wrong. */
      story: { type: 'boolean', default: false },
      /** Puts a known mistake around every part, to see the judge find it: a name of bugs.ts. */
      bug: { type: 'string' },
    },
  });
  const [runs, first, parallel] = [Number(values.runs), Number(values.seed), Number(values.parallel)];
  const bug = Object.entries(bugs).find(([name]) => name === values.bug)?.[1];
  const redis = await startRedis({ env: process.env, log: createLog('error') });
  const begun = performance.now();
  const broken: number[] = [];
  const exercises: Exercise[] = [];
  let next = first;
  let done = 0;

  async function lane(): Promise<void> {
    while (next < first + runs) {
      const seed = next;
      next += 1;
      const { failed, exercise } = await runOne(seed, { redisUrl: redis.url, tellAll: values.story, bug });
      if (exercise !== undefined) exercises.push(exercise);
      done += 1;
      if (failed) broken.push(seed);
      if (done % 10 === 0) progress();
    }
  }
  function progress(): void {
    const seconds = (performance.now() - begun) / 1_000;
    process.stdout.write(
      `${done} of ${runs} runs, ${seconds.toFixed(0)} s, ${(seconds / done).toFixed(2)} s each, ${broken.length} broken\n`,
    );
  }

  await Promise.all(Array.from({ length: parallel }, lane));
  await redis.stop();
  progress();
  const all = together(exercises);
  process.stdout.write(`${exerciseInWords(all).join('\n')}\n`);
  const missing = notExercised(all, runs >= everyKindFrom ? askedKinds : undefined);
  // One seed again is one story, which may well be about a request that somebody denies.
  if (missing.length > 0 && runs > 1) {
    process.stdout.write(`Not exercised: ${missing.join('; ')}.\n`);
    process.exitCode = 1;
  }
  if (broken.length > 0) {
    process.stdout.write(
      `Broken: seeds ${broken.toSorted((a, b) => a - b).join(', ')}. Again: npm run chaos -- --runs 1 --seed <seed> --story\n`,
    );
    process.exitCode = 1;
  }
}

interface Options {
  readonly redisUrl: string;
  readonly tellAll: boolean;
  readonly bug: ((place: Place) => Around) | undefined;
}

interface Outcome {
  readonly failed: boolean;
  /** Absent where the run itself failed. */
  readonly exercise?: Exercise;
}

async function runOne(seed: number, { redisUrl, tellAll, bug }: Options): Promise<Outcome> {
  const story = makeStory(seed);
  const tale = createTale(() => performance.now());
  const played = await playStory({ story, redisUrl, tale, ...(bug === undefined ? {} : { bug }) }).catch(
    (error: unknown) => {
      const sentence = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { broken: [{ promise: 'the run itself', sentence }], exercise: undefined };
    },
  );
  const { broken: problems, exercise } = played;
  if (problems.length > 0 || tellAll) {
    const sentences = problems.map(({ promise, sentence }) => `  BROKEN ${promise}: ${sentence}`);
    process.stdout.write([...storyInWords(story), ...tale.lines(), ...sentences, ''].join('\n'));
  }
  return { failed: problems.length > 0, ...(exercise === undefined ? {} : { exercise }) };
}

await main();
// What a broken run left behind must not keep the program alive.
process.exit();
