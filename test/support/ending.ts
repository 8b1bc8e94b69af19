import { expect } from 'vitest';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';
import { cardNow } from './story.ts';
import type { World } from './world.ts';

/** Lets the vendor finish whatever it runs, until the card says how it ended. */
export async function untilTheEnd({ slack, cockroach }: World, card: ShownMessage): Promise<void> {
  await expect
    .poll(async () => {
      cockroach.finishRestores();
      cockroach.clock.advance(2_000);
      return cardNow(slack, card);
    }, patience)
    .toMatch(/Restored/);
}

/** Those lines that say how it ended. */
export const ends = (told: readonly string[]) => told.filter((line) => line.startsWith('Restored'));
