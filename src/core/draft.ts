import { z } from 'zod';
import { found, words } from './asked.ts';
import { FieldValue } from './restore-plan.ts';

/** What was looked up and shown in the review; asking takes exactly this and plans nothing anew. */
const Reviewed = z.object({
  planJson: z.string(),
  ...found,
});
type Reviewed = Readonly<z.output<typeof Reviewed>>;

/** A half-filled form; its id becomes the request's. */
export const Draft = z.object({
  requestId: z.string().min(1),
  requester: z.string().min(1),
  /** Where the card will be posted; absent: not chosen yet. */
  channel: z.string().optional(),
  connection: z.string().optional(),
  kind: z.string().optional(),
  input: z.record(z.string(), FieldValue),
  ...words,
  /** The names of what was chosen, by field id, so that a redraw needs no look-up; absent: written before there were any. */
  labels: z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() }))).optional(),
  reviewed: Reviewed.optional(),
  /** It is checked and nothing is asked: its review cannot be submitted. */
  checkOnly: z.literal(true).optional(),
});
export type Draft = Readonly<z.output<typeof Draft>>;

/** Whether somebody has begun to fill it in, so that it is worth keeping for them. */
export function isBegun({ input, reason }: Pick<Draft, 'input' | 'reason'>): boolean {
  return Object.keys(input).length > 0 || reason.trim() !== '';
}
