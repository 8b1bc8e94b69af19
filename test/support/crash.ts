import { expect } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { expectToldOnce, untilTheEnd } from './ending.ts';
import { patience } from './patience.ts';
import { type Director, killAt } from './points.ts';
import { redisUrl, testPrefix } from './redis.ts';
import { approve, askFor } from './story.ts';
import { startWorld, type World } from './world.ts';

export function world(options: Partial<Parameters<typeof startWorld>[0]> = {}): Promise<World> {
  return startWorld({ redisUrl: redisUrl(), prefix: testPrefix(), ...options });
}

/** One restore at the vendor, one end in the thread, no line twice. */
export async function expectEndedOnce(here: World, card: ShownMessage): Promise<void> {
  await untilTheEnd(here, card);
  await expectToldOnce(here, card);
  expect(here.cockroach.started()).toBe(1);
}

/** Keeps the vendor finishing until a process is dead: some points come only after the vendor's end. */
async function finishUntil({ cockroach }: World, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
    return undefined;
  });
  await expect
    .poll(() => {
      cockroach.finishRestores();
      cockroach.clock.advance(2_000);
      return over;
    }, patience)
    .toBe(true);
}

/** A restore during which the worker ends at a point; another one takes over. */
export async function expectOneRestore(point: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await using here = await world();
  await here.start('bot');
  const stop = Promise.withResolvers<undefined>();
  const terminate: Director = ({ name }) => {
    if (name === point) stop.resolve(undefined);
    return undefined;
  };
  const dying = await here.startProcess('worker', signal === 'SIGKILL' ? killAt(point) : terminate);
  if (signal === 'SIGTERM') void stop.promise.then(() => dying.kill('SIGTERM'));
  const card = await askFor(here.slack);
  await approve(here.slack, card);
  await finishUntil(here, dying.ended);
  expect(await dying.ended).toBe(signal === 'SIGKILL' ? 'SIGKILL' : null);

  await here.startProcess('worker');

  await expectEndedOnce(here, card);
}
