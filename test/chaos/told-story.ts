import { defined } from '#core/defined.ts';
import { makeForm } from './forms.ts';
import { createPrng } from './prng.ts';
import type { Mishap, Story } from './story.ts';

/** A story in which Ana has one cluster overwritten, a check cannot look, and only these things go wrong. */
export function toldStory(
  { quorum, objective }: Pick<Story, 'quorum' | 'objective'>,
  ...mishaps: readonly Mishap[]
): Story {
  const prng = createPrng(1);
  let form = makeForm(1, prng);
  while (form.kind !== 'automated') form = makeForm(1, prng);
  const act = { type: 'approve', deliver: 1, afterMs: 0, atOnce: false } as const;
  const acts = ['U0CLEO', 'U0BEN'].slice(0, quorum).map((by) => ({ ...act, by }));
  return {
    seed: 0,
    replicas: ['all'],
    processes: false,
    redis: 'shared',
    machines: false,
    quorum,
    windowSec: 60,
    check: 'breaks',
    ...defined({ objective }),
    asks: [{ number: 1, afterMs: 0, by: 'U0ANA', form, deliver: 1, acts, outOfSight: false, endsWell: true }],
    mishaps,
  };
}
