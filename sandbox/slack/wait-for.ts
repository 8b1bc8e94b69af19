import { setTimeout as wait } from 'node:timers/promises';

const lookEveryMs = 15;

/** Resolves with the first value that is something. Rejects after `deadlineMs` (default 5 s). */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  { deadlineMs = 5_000 }: { readonly deadlineMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`);
    await wait(lookEveryMs);
  }
}

export type WaitFor = typeof waitFor;
