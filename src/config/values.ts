import { z } from 'zod';
import { Secret } from '#core/secret.ts';

/** A length of time as people write it: `90s`, `15m`, `1h`, `90d`; milliseconds inside. */
export const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit, such as 90s, 15m, 1h or 90d')
  .transform((text) => {
    const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
    const [, amount = '', unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? [];
    return Number(amount) * (units[unit] ?? 1);
  });

/** The same, with what is taken where it is left out. */
export const duration = (text: string) => Duration.prefault(text);

/** Wrapped at once, so that nobody prints it. */
export const Credential = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

/** For AES-256: `openssl rand -base64 32`. */
export const Key = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text),
    'write base64 of 32 bytes, such as openssl rand -base64 32 gives',
  )
  .transform((text) => new Secret(text));

/** Of a person at Slack. */
export const UserId = z.string().regex(/^[UW][A-Z0-9_]+$/, 'write Slack user ids, such as U024BE7LH');

/** Of a user group at Slack. */
export const GroupId = z.string().regex(/^S[A-Z0-9_]+$/, 'write Slack user group ids, such as S0614TZR7');

/** Of a workspace at Slack. */
export const WorkspaceId = z.string().regex(/^T[A-Z0-9_]+$/, 'write a Slack workspace id, such as T024BE7LH');

/** Of a channel at Slack. */
export const ChannelId = z
  .string()
  .regex(/^[CG][A-Z0-9_]+$/, 'write Slack channel ids, such as C024BE91L, and no names');

/** Together they are one set of people. */
export const People = z.strictObject({
  users: z.array(UserId).default([]).describe('user ids'),
  groups: z.array(GroupId).default([]).describe('user group ids'),
});

/**
 * One of several schemas, chosen by a look at what is written. A union of zod's would only say that none fits; here the
 * errors are about the one that was meant.
 */
export function chosen<Output>(choose: (written: unknown) => z.ZodType<Output>) {
  return z.unknown().transform((written, context): Output => {
    const read = choose(written).safeParse(written);
    if (read.success) return read.data;
    for (const { path, message } of read.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    return z.NEVER;
  });
}

/** Whether an object with this key is written. */
export function has(written: unknown, key: string): boolean {
  return typeof written === 'object' && written !== null && key in written;
}
