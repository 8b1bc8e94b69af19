import { expect } from 'vitest';
import { z } from 'zod';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';
import { cardNow, channel, lines } from './story.ts';
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

/** What each message carries (`marker.ts`), and the line of an attempt (`witness.ts`). */
const Marker = z.object({
  event_payload: z.union([z.object({ nonce: z.string() }), z.object({ attempt: z.number() })]),
});

/** One end below a card, and of no event two lines. Words may come twice, as “not sent” does on a slow machine. */
export async function expectToldOnce({ slack }: World, card: ShownMessage): Promise<void> {
  await expect.poll(async () => ends(await lines(slack, card)).length, patience).toBe(1);
  const told = await slack.as('U0BEN').thread(channel, card.ts);
  const markers = told.map(({ metadata }) => JSON.stringify(Marker.parse(metadata)));
  expect(markers).toEqual([...new Set(markers)]);
}
