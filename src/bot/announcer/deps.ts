import type { Log, Pacer, RequestStore, StoredRequest } from '#core/ports.ts';
import type { RecordTrust } from '#service/deps.ts';
import type { SlackClient } from '../slack/slack-client.ts';
import type { CardOptions } from '../ui/card-options.ts';

/** Intervals of the announcer, milliseconds. */
export interface AnnouncerTiming {
  /** A post whose outcome nobody recorded is looked for in Slack after this. @default 30_000 */
  readonly lostAfterMs: number;
  /**
   * A post may leave so long after its intent was saved. Together with the client's timeout (10 s) it must stay
   * under `lostAfterMs`: who looks for it then must be able to find it. @default 15_000
   */
  readonly postWithinMs: number;
  /** As in `Timing`. @default 60_000 */
  readonly progressAfterMs: number;
  /** What is over sooner than this is not shown on the card: the next state is. @default 5_000 */
  readonly passingMs: number;
  /** A line about what has passed by is left out after this. @default 60_000 */
  readonly remarkForMs: number;
  /** The first wait for a Slack that does not answer; it doubles up to `retryMaxMs`. @default 2_000 */
  readonly retryFirstMs: number;
  /** @default 60_000 */
  readonly retryMaxMs: number;
  /** The wait where Slack takes a message nowhere. @default 300_000 */
  readonly closedRetryMs: number;
  /** An event that is not posted for longer raises the alarm. @default 300_000 */
  readonly tellWithinMs: number;
}

export const announcerTiming: AnnouncerTiming = {
  lostAfterMs: 30_000,
  postWithinMs: 15_000,
  progressAfterMs: 60_000,
  passingMs: 5_000,
  remarkForMs: 60_000,
  retryFirstMs: 2_000,
  retryMaxMs: 60_000,
  closedRetryMs: 300_000,
  tellWithinMs: 300_000,
};

export interface AnnouncerDeps {
  /** Whether the record may have gone back; then nothing is posted from it. */
  readonly record: RecordTrust;
  readonly store: Pick<RequestStore, 'load' | 'saveThread' | 'auditSequence' | 'now'>;
  readonly slack: SlackClient;
  readonly pacer: Pacer;
  /** When something is owed next for a request with this thread (service/look.ts). */
  readonly dueOf: (stored: Pick<StoredRequest, 'request' | 'look' | 'thread' | 'now'>) => Date | undefined;
  /** What the card shows besides its request: the kind's words, whether a restore can be stopped, the checks. */
  readonly cardOptionsOf: (stored: StoredRequest) => Omit<CardOptions, 'now'>;
  readonly timing: AnnouncerTiming;
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
  readonly log: Log;
}
