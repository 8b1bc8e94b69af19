import { z } from 'zod';
import { Finding } from './finding.ts';
import { Fingerprint } from './fingerprint.ts';
import { Impact } from './impact.ts';

/*
 * What every request carries from the form to its card: the shapes are spelled here, and drafts, events, requests and
 * commands are made of them.
 */

/** The message that a request was asked from, with the message's own menu. */
export const AboutMessage = z.object({
  channel: z.string().min(1),
  ts: z.string().min(1),
  /** The first message of its thread; absent: it is no reply. */
  threadTs: z.string().min(1).optional(),
  /** Its address; absent: Slack did not tell. */
  url: z.url({ protocol: /^https?$/u }).optional(),
});
export type AboutMessage = Readonly<z.output<typeof AboutMessage>>;

/** What its requester says of it, besides the plan. */
export const words = {
  /** Reason or incident, as typed. */
  reason: z.string(),
  /** Absent: it was not asked from a message. */
  about: AboutMessage.optional(),
};
export const Words = z.object(words);
export type Words = Readonly<z.output<typeof Words>>;

/** How long a restore will probably take at the vendor, from submitted to restored, and what that rests on. */
export const Estimate = z.object({
  lowMs: z.int().min(0),
  highMs: z.int().min(0),
  basis: z.object({
    restores: z.int().positive(),
    /** `database`: of this database and kind; `connection`: of this kind on the connection. */
    of: z.enum(['database', 'connection']),
    /** Some of them the sandbox made up. */
    examples: z.literal(true).optional(),
  }),
});
export type Estimate = Readonly<z.output<typeof Estimate>>;

/** What the vendor showed of a plan when it was made. */
export const found = {
  impact: Impact,
  findings: z.array(Finding),
  fingerprint: Fingerprint,
  /** The target's tags or labels at the vendor, for rules; absent: it had none. */
  tags: z.record(z.string(), z.string()).optional(),
  /** As `tags`, of the source. */
  sourceTags: z.record(z.string(), z.string()).optional(),
  /** How large the backup is, as the vendor counts; absent: it does not tell, or an older version wrote it. */
  sizeBytes: z.number().min(0).optional(),
  /** How long it will probably take, by the history then; absent: the history holds too little, or nobody asked it. */
  estimate: Estimate.optional(),
};
const Found = z.object(found);
export type Found = Readonly<z.output<typeof Found>>;
