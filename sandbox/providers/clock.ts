/** A vendor's own time. What runs there can be sped up without its calendar leaving ours. */
export interface SimulatorClock {
  /** The calendar: the `Date` header, `created_at`. */
  now(): Date;
  /** Milliseconds of work done so far: real ones times the speed. */
  work(): number;
  speed(): number;
  /** 1 is real time, 0 pauses them. */
  setSpeed(factor: number): void;
  /** Moves calendar and work. */
  advance(ms: number): void;
  /** From now on, lists show what was created only this much later; a single thing by its id is there at once. */
  setListLag(ms: number): void;
  /** Whether lists already show what was created then. */
  isListed(createdAt: Date): boolean;
}

export function createSimulatorClock(realNow: () => number = Date.now): SimulatorClock {
  const start = realNow();
  let shifted = 0;
  let factor = 1;
  let lagMs = 0;
  let done = 0;
  let since = start;
  const settle = () => {
    done += (realNow() - since) * factor;
    since = realNow();
  };
  const now = () => realNow() + shifted;
  return {
    now: () => new Date(now()),
    work: () => done + (realNow() - since) * factor,
    speed: () => factor,
    setSpeed(next) {
      settle();
      factor = next;
    },
    advance(ms) {
      settle();
      shifted += ms;
      done += ms;
    },
    setListLag(ms) {
      lagMs = ms;
    },
    isListed: (createdAt) => createdAt.getTime() + lagMs <= now(),
  };
}
