import { describe, test } from 'vitest';
import { expectEndedOnce, expectOneRestore, world } from '#test/support/crash.ts';
import { type Director } from '#test/support/points.ts';
import { approve, askFor } from '#test/support/story.ts';

describe('a worker that is told to stop', () => {
  test.each([
    'store.save[dispatched]:before#1',
    'witness.record:after#1',
    'provider.submit:after#1',
    'store.save[restored]:after#1',
  ])('F9: SIGTERM at %s: the step ends or is taken over, and everything happens once', (point) =>
    expectOneRestore(point, 'SIGTERM'),
  );
});

describe('a worker that freezes longer than its job’s lock', () => {
  test.each(['provider.baseline:after#1', 'witness.record:after#1'])(
    'F10: at %s, while another one takes the job: one restore',
    async (point) => {
      await using here = await world();
      await here.start('bot');
      const blocked = Promise.withResolvers<undefined>();
      const stalling: Director = ({ name }) => {
        if (name !== point) return undefined;
        blocked.resolve(undefined);
        return { type: 'block', ms: 4_000 };
      };
      await here.startProcess('worker', stalling);
      const card = await askFor(here.slack);
      await approve(here.slack, card);
      await blocked.promise;

      await here.startProcess('worker');

      await expectEndedOnce(here, card);
    },
  );
});
