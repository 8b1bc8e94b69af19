import { describe, test } from 'vitest';
import { expectOneRestore } from '#test/support/crash.ts';

describe('a worker killed with SIGKILL after the vendor accepted', () => {
  test.each(['provider.submit:after#1', 'store.save[submitted]:before#1'])(
    'F5: at %s, after the vendor accepted and before its id is stored: found there, and not sent again',
    (point) => expectOneRestore(point, 'SIGKILL'),
  );

  test.each([
    'store.save[submitted]:after#1',
    'store.save[restored]:after#1',
    'provider.verify:after#1',
    'store.save[verified]:after#1',
  ])('F8: at %s, between what the vendor says and what is told: the last word once', (point) =>
    expectOneRestore(point, 'SIGKILL'),
  );
});
