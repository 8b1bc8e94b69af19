import { z } from 'zod';
import type { AboutMessage } from './asked.ts';
import { defined } from './defined.ts';
import { Instant } from './instant.ts';
import type { Surplus } from './unknown-fields.ts';

/** Where a message is that was posted. */
export const Posted = z.object({
  channel: z.string(),
  ts: z.string(),
  /** Of a card in the thread of another message: that thread's first message. Absent: it begins its own thread. */
  threadTs: z.string().optional(),
});
export type Posted = Readonly<z.output<typeof Posted>>;

/** One message of ours: about to be posted (a process that finds it old looks in Slack for the nonce), or posted. */
export const Message = z.discriminatedUnion('tag', [
  z.object({ tag: z.literal('posting'), nonce: z.string(), channel: z.string(), since: Instant }),
  z.object({ tag: z.literal('posted'), nonce: z.string(), ...Posted.shape }),
]);
export type Message = Readonly<z.output<typeof Message>>;

/**
 * What was posted about a request, and where: the announcer's outbox. Kept apart from the request, so that posting
 * changes no version and outdates no vote.
 */
export const Thread = z.object({
  version: z.int(),
  /** Everything up to this version of the request was posted. */
  shown: z.int(),
  card: Message.optional(),
  /**
   * Cards that were given up (deleted, no longer editable), oldest first. Their threads still hold lines, among
   * them the witness's.
   */
  formerCards: z.array(Posted).optional(),
  /** SHA-256 of the card as it was last posted or edited; an equal one is not sent again. */
  cardDigest: z.string().optional(),
  /** When the look was whose progress the card shows; absent: it shows none. */
  cardLookAt: Instant.optional(),
  /** When an edit of the card left and no answer came: it may still arrive, after newer ones. */
  editLostAt: Instant.optional(),
  /** Thread lines by key (`e7`: the seventh event); the last word in the channel is `end`. */
  lines: z.record(z.string(), Message),
  /** The thread of the message that the request is about takes no card of ours: it goes into the channel. */
  outOfThread: z.literal(true).optional(),
});
export type Thread = Readonly<z.output<typeof Thread>> & {
  /** What a newer restorebot wrote and this one does not know; written back with it. */
  readonly surplus?: Surplus;
};

/** The first message of the thread in which the card is, or will be; `undefined`: the card begins its own thread. */
export function threadAround(
  { about, channel }: { readonly about?: AboutMessage | undefined; readonly channel: string },
  { outOfThread }: Pick<Thread, 'outOfThread'>,
): string | undefined {
  if (about?.channel !== channel || outOfThread === true) return undefined;
  return about.threadTs ?? about.ts;
}

/** Where the card is; `undefined`: it was not posted yet, or nobody knows. */
export function cardAt({ card }: Pick<Thread, 'card'>): Posted | undefined {
  if (card?.tag !== 'posted') return undefined;
  const { channel, ts, threadTs } = card;
  return { channel, ts, ...defined({ threadTs }) };
}

/** Of a request about which nothing has been told. */
export const untold: Thread = { version: 0, shown: 0, lines: {} };
