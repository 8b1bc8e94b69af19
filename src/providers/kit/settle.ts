import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';

const most = 60 * 60_000;
const sentence = `it is how long the vendor’s lists may lag behind a submission, and nothing there is believed before; write a whole number of milliseconds, at most ${most}`;

/**
 * The setting `settleMs` of every provider, without its default. Zero would believe the first list, which may not show
 * yet what it will. How short it may be outside a sandbox is said in config/bounds.ts.
 */
export const settleMs = numeric(
  z.int({ error: sentence }).min(1, { error: sentence }).max(most, { error: sentence }),
);
