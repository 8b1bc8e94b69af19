import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';

/** As `intervals.settle` may be, milliseconds. */
const [least, most] = [5_000, 60 * 60_000];
const sentence = `it is how long the vendor’s lists may lag behind a submission, and nothing there is believed before; write ${least} to ${most}`;

/**
 * The setting `settleMs` of every provider, without its default. Zero would believe the first list, which may not show
 * yet what it will.
 */
export const settleMs = numeric(
  z.int({ error: sentence }).min(least, { error: sentence }).max(most, { error: sentence }),
);
