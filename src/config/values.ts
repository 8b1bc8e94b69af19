import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { withoutWords } from '#core/schema-node.ts';
import { Secret } from '#core/secret.ts';
import { unknownKeys } from './setting-sentence.ts';

const tenYearsMs = 3_650 * 86_400_000;

/** Milliseconds of a text such as `90s`. */
export function parseDuration(text: string): number {
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const [, amount = '', unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}

/** A length of time as people write it: `90s`, `15m`, `1h`, `90d`; milliseconds inside. */
export const Duration = z
  .string()
  .meta({ example: '15m' })
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a number and a unit, such as 90s, 15m, 1h or 90d')
  .transform(parseDuration)
  .refine((ms) => ms <= tenYearsMs, 'it is longer than ten years, which no date can be counted with');

/** The same, with what is taken where it is left out. */
export const duration = (text: string) => Duration.prefault(text);

/** Docker's `--env-file` and Kubernetes hand on the quotes that a shell takes off. */
export const outerQuotes = /^["'`]|["'`]$/u;

/** For the `error` of a schema: its own words where nothing is written. */
export function ifMissing(text: string) {
  return ({ input }: { readonly input: unknown }) => (input === undefined ? text : undefined);
}

/** A text that goes into a header or a signature; around it is no white space, in it neither. `left`: said where it is left out. */
export const word = (left?: string) =>
  z
    .string({ error: left === undefined ? undefined : ifMissing(left) })
    .trim()
    .refine((text) => !outerQuotes.test(text), 'it is in quotation marks; take them off')
    .refine((text) => /^[\x21-\x7e]+$/u.test(text), {
      error: 'it is not one word; take out spaces and line ends',
      when: ({ issues }) => issues.length === 0,
    });

/** Wrapped at once, so that nobody prints it. */
export const credential = (left?: string) => word(left).transform((text) => new Secret(text));

/** For AES-256: `openssl rand -base64 32`. */
export const Key = z
  .string()
  .trim()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text),
    'write base64 of 32 bytes, such as openssl rand -base64 32 gives',
  )
  .refine((text) => isDrawn(Buffer.from(text, 'base64')), {
    error: 'it is not random, so others can guess it; write what openssl rand -base64 32 gives',
    when: ({ issues }) => issues.length === 0,
  })
  .transform((text) => new Secret(text));

/**
 * Whether bytes may have been drawn: 32 of them have about 30 different ones, and fewer than 20 less than once in a
 * million million; neither do they count up.
 */
function isDrawn(bytes: Buffer): boolean {
  const steps = new Set(bytes.map((byte, at) => byte - (bytes[at - 1] ?? 0)).subarray(1));
  return new Set(bytes).size >= 20 && steps.size > 3;
}

/** Of a person at Slack. */
export const UserId = z
  .string()
  .regex(/^[UW][A-Z0-9_]+$/, 'write Slack user ids, such as U024BE7LH')
  .meta({ example: 'U024BE7LH' });

/** Of a user group at Slack. */
export const GroupId = z
  .string()
  .regex(/^S[A-Z0-9_]+$/, 'write Slack user group ids, such as S0614TZR7')
  .meta({ example: 'S0614TZR7' });

/** Of a workspace at Slack. */
export const WorkspaceId = z
  .string()
  .regex(/^T[A-Z0-9_]+$/, 'write a Slack workspace id, such as T024BE7LH')
  .meta({ example: 'T024BE7LH' });

/** Of a channel at Slack. */
export const ChannelId = z
  .string()
  .regex(/^[CG][A-Z0-9_]+$/, 'write Slack channel ids, such as C024BE91L, and no names')
  .meta({ example: 'C024BE91L' });

/** Together they are one set of people. */
export const People = z
  .strictObject({
    users: z.array(UserId).prefault([]).describe('user ids'),
    groups: z.array(GroupId).prefault([]).describe('user group ids'),
  })
  .meta({ example: { groups: ['S0614TZR7'] } });

/**
 * One of several schemas, chosen by a look at what is written. A union of zod's would only say that none fits; here the
 * errors are about the one that was meant.
 */
export function chosen<Output>(choose: (written: unknown) => z.ZodType<Output>) {
  return z.unknown().transform((written, context): Output => {
    const read = choose(written).safeParse(written, withoutWords);
    if (read.success) return read.data;
    context.issues.push(...read.error.issues.map((issue) => ({ ...stopping(issue), input: undefined })));
    return z.NEVER;
  });
}

/** A key too many does not keep zod from the next transformation; any other issue does. */
function stopping(issue: z.core.$ZodIssue) {
  const path = [...issue.path];
  const keys = unknownKeys(issue);
  if (keys === undefined) return { ...issue, path };
  return { code: 'custom' as const, path, message: issue.message, params: { unknownKeys: keys } };
}

/** Whether an object with this key is written. */
export function has(written: unknown, key: string): boolean {
  return typeof written === 'object' && written !== null && key in written;
}

/** Where to listen. */
export const Host = z
  .string()
  .trim()
  // A name, or an address of either family; one colon would begin a port.
  .regex(
    /^(?:[A-Za-z0-9._-]+|[A-Fa-f0-9.]*(?::[A-Fa-f0-9.]*){2,7}(?:%[A-Za-z0-9]+)?)$/u,
    'write an address, such as 127.0.0.1 or ::, without a port',
  )
  .prefault('localhost')
  .describe(
    'the address to listen on; `localhost` is 127.0.0.1 and ::1, `::` every one of both families; left out: `RESTOREBOT_HOST` of the environment, which the image sets to `::`',
  );

/** Of TCP; 0: any free one, for tests. */
export const port = (usual: number) => numeric(z.int().min(0).max(65_535)).prefault(usual);
