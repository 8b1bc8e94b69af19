import { z } from 'zod';
import { after, earliest, Instant } from './instant.ts';

/** What is known of the secrets that came with a request; the record never holds more of them than this. */
export const KeptSecrets = z.object({
  /** What each is, in the provider's words: `Password of db_admin`. */
  labels: z.array(z.string()),
  /** Their sealed text is kept until then; the first reveal that reaches the screen brings it nearer. */
  until: Instant,
  /** When a reveal first reached the screen. */
  shownAt: Instant.optional(),
  /** When they were deleted. */
  forgottenAt: Instant.optional(),
});
export type KeptSecrets = Readonly<z.output<typeof KeptSecrets>>;

/** Sealed texts by label: what may be written down. */
export type SealedSecrets = Readonly<Record<string, string>>;

/** How long the requester may look again after the first reveal that reached the screen. */
const shownForMs = 15 * 60_000;

/** Whether there is still something to show. */
export function areKept(secrets: KeptSecrets, now: Date): boolean {
  return secrets.forgottenAt === undefined && now < secrets.until;
}

/** Until when they can be shown if they are shown now. */
export function shownUntil({ until, shownAt }: KeptSecrets, now: Date): Date {
  return shownAt === undefined ? (earliest(until, after(now, shownForMs)) ?? until) : until;
}

/** What is kept once more has come; what was there before lives as long as what came last. */
export function withReceived(
  before: KeptSecrets | undefined,
  labels: readonly string[],
  until: Date,
  at: Date,
): KeptSecrets {
  const old = before !== undefined && areKept(before, at) ? before.labels : [];
  return { labels: [...new Set([...old, ...labels])], until };
}

/** When the sealed texts end, or ended. */
export function endOf(secrets: KeptSecrets | undefined): Date | undefined {
  return secrets?.forgottenAt ?? secrets?.until;
}
