import { z } from 'zod';

/** Redis TIME: seconds and microseconds. */
export const Time = z
  .tuple([z.coerce.number(), z.coerce.number()])
  .transform(([seconds, micros]) => new Date(seconds * 1000 + Math.floor(micros / 1000)));
