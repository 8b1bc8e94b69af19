import type { Around } from '#app/around.ts';

const times = 30;

/** Slack's limits are for people, who are slower than a run: everything is paced as before, only faster. */
export const hurried: Pick<Required<Around>, 'pacer'> = {
  pacer: (pacer) => ({
    tryTake: (name, { ratePerSecond, burst }) =>
      pacer.tryTake(name, { ratePerSecond: ratePerSecond * times, burst: burst * times }),
    pause: (name, ms) => pacer.pause(name, ms),
  }),
};
