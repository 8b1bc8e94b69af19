import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 15;

/** A loaded machine needs the room; it costs nothing where the value comes. */
const deadlineMs = 60_000;

/** Resolves with the first value that is something. Rejects after a minute. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms for nothing: ${what}`);
    await wait(lookEveryMs);
  }
}

export type WaitFor = typeof waitFor;
