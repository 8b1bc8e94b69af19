import { z } from 'zod';
import type { Point } from './points.ts';

/** Messages between a restorebot in its own process and the test that started it. */

/** From the process: it is ready, or it is at a point and waits for a reaction. */
export const FromProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), healthPort: z.int() }),
  z.object({
    type: z.literal('at'),
    id: z.int(),
    // Both ends are this program's own.
    point: z.custom<Point>((value) => typeof value === 'object'),
  }),
]);
export type FromProcess = z.output<typeof FromProcess>;

/** To the process: go on from a point, and how (a kill needs no words); or the clock of its machine is this far from ours. */
export const ToProcess = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('go'),
    id: z.int(),
    reaction: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('fail') }),
        z.object({ type: z.literal('block'), ms: z.number() }),
        z.object({ type: z.literal('wait'), ms: z.number() }),
      ])
      .optional(),
  }),
  z.object({ type: z.literal('clock'), ms: z.number() }),
]);
export type ToProcess = z.output<typeof ToProcess>;
