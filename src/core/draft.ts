import { z } from 'zod';
import { found, words } from './asked.ts';
import { Past } from './estimate.ts';
import { Acknowledged } from './objectives.ts';
import { FieldValue } from './restore-plan.ts';

/** What was looked up and shown in the review; asking takes exactly this and plans nothing again. */
const Reviewed = z.object({
  planJson: z.string(),
  ...found,
  /** What the review showed must be ticked, where it is over its objective. */
  toTick: Acknowledged.optional(),
});
type Reviewed = Readonly<z.output<typeof Reviewed>>;

const input = z.record(z.string(), FieldValue);
/** Names of what was chosen, by field id. */
const labels = z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() })));

/** A half-filled form; its id becomes the request's. */
export const Draft = z.object({
  requestId: z.string().min(1),
  requester: z.string().min(1),
  /** Where the card will be posted; absent: not chosen yet. */
  channel: z.string().optional(),
  connection: z.string().optional(),
  kind: z.string().optional(),
  input,
  ...words,
  /** So that a redraw needs no look-up; absent: written before there were any. */
  labels: labels.optional(),
  /** What was answered for other connections and kinds, for somebody who goes back to one; absent: nothing. */
  aside: z.record(z.string(), z.object({ input, labels })).optional(),
  /** What the history says of what was chosen, so that a redraw does not read it; absent: nothing was chosen. */
  past: Past.optional(),
  reviewed: Reviewed.optional(),
  /** Slack's stamp of the newest click whose answers it has; absent: none, or an older restorebot wrote it. */
  clickedAt: z.string().optional(),
  /** It is checked and nothing is asked: its review cannot be submitted. */
  checkOnly: z.literal(true).optional(),
});
export type Draft = Readonly<z.output<typeof Draft>>;

/** A form as it was checked: what is changed in the form afterwards is not in it. */
export type ReviewedDraft = Draft & { readonly reviewed: Reviewed };

/** Whether somebody has begun to fill it in, so that it is worth keeping for them. */
export function isBegun({ input, reason }: Pick<Draft, 'input' | 'reason'>): boolean {
  return Object.keys(input).length > 0 || reason.trim() !== '';
}

/** Half-filled forms, under the request id they will have; each lives 30 minutes from its last save. */
export interface DraftStore {
  /** One that is begun (`isBegun`) is its requester's newest from now on. */
  saveDraft(draft: Draft): Promise<void>;
  loadDraft(requestId: string): Promise<Draft | undefined>;
  /** As it was last saved with `reviewed`: an answer to an earlier click that comes late does not change it. */
  loadReviewed(requestId: string): Promise<ReviewedDraft | undefined>;
  /** The draft that somebody began last; `undefined`: none, or it has expired. */
  newestDraft(requester: string): Promise<Draft | undefined>;
  /** Takes it away, so that nobody is offered it again; a form that is open with it goes on. */
  forgetNewestDraft(requester: string): Promise<void>;
  /** Keeps values that a form offered and Slack cannot carry, as long as a draft. */
  saveLongValues(requestId: string, values: readonly string[]): Promise<void>;
  loadLongValues(requestId: string): Promise<readonly string[]>;
}
