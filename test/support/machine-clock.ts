/** The clocks of a process, as a machine can get them wrong under it. */

/** From now on `Date` is off by what the returned function was last given, milliseconds. */
export function movableCalendar(): (ms: number) => void {
  const real = Date;
  let offMs = 0;
  const now = () => real.now() + offMs;
  globalThis.Date = new Proxy(real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  return (ms) => {
    offMs = ms;
  };
}

/** A gap in which nothing ran for longer than this was a suspension, milliseconds. */
const suspendedMs = 1_000;

/** From now on `performance.now` does not count what looks like a suspended machine, as CLOCK_MONOTONIC does not. */
export function suspendableClock(): void {
  const real = performance.now.bind(performance);
  let seen = real();
  let uncounted = 0;
  const now = () => {
    const next = real();
    if (next - seen > suspendedMs) uncounted += next - seen;
    seen = next;
    return next - uncounted;
  };
  performance.now = now;
  setInterval(now, suspendedMs / 5).unref();
}
