import { z } from 'zod';
import type { DataCheck, Expectation } from '#core/data-check.ts';
import { defined } from '#core/defined.ts';
import { isLoopback } from '#core/loopback.ts';
import { flag, numeric } from '#core/numeric-text.ts';
import { Match } from './match.ts';
import { chosen, credential, Duration, duration, has, port } from './values.ts';

const base = {
  name: z
    .string()
    .min(1)
    .max(60)
    .meta({ description: 'unique; people read it on the card', example: 'orders are there' }),
  match: Match.prefault({}).describe('which restores it is about, as in a rule; left out: every one'),
  timeout: duration('30s').describe(
    'from connecting to the answer; a check that takes longer is not checked',
  ),
};

const value = z.union([numeric(z.number()), flag(z.boolean())]);

const Expect = z
  .strictObject({
    min: numeric(z.number()).optional().describe('the value is at least this number'),
    max: numeric(z.number()).optional().describe('the value is at most this number'),
    equals: value.optional().describe('the value is this number, or `true` or `false`'),
    freshWithin: Duration.optional().describe(
      'the value is a timestamp, at most so long before the restore point',
    ),
  })
  .transform((written, context): Expectation => {
    const { min, max, equals, freshWithin } = written;
    const isRange = min !== undefined || max !== undefined;
    const kinds = [isRange, equals !== undefined, freshWithin !== undefined].filter(Boolean).length;
    if (kinds !== 1) {
      context.addIssue({ code: 'custom', message: 'write min and max, or equals, or freshWithin' });
    }
    if (min !== undefined && max !== undefined && min > max) {
      context.addIssue({ code: 'custom', message: 'min is greater than max; write a smaller min' });
    }
    if (equals !== undefined) return { type: 'equals', value: equals };
    if (freshWithin !== undefined) return { type: 'fresh', withinMs: freshWithin };
    return { type: 'range', ...defined({ min, max }) };
  });

/** A statement of another kind would change something, or answer nothing. */
const Query = z
  .string()
  .trim()
  .max(10_000)
  .refine((text) => /^(?:select|with)\s/iu.test(text), 'write one query that begins with SELECT or WITH')
  .transform((text) => text.replace(/(?<![;\s])[;\s]+$/u, ''));

const Host = z
  .string()
  .regex(/^[A-Za-z0-9.{}-]+$/u, 'write a host name, in which {id} and {name} are the target’s')
  .refine((text) => /\{(?:id|name)\}/u.test(text), {
    error: 'write {id} or {name} in it, so that it is the host of the restored target and of no other',
    when: ({ issues }) => issues.length === 0,
  })
  .refine((text) => /\.[A-Za-z0-9-]+$/u.test(text), {
    error: 'end it with a domain of yours: a target may have any name, and the password goes to that host',
    when: ({ issues }) => issues.length === 0,
  });

const Sql = z.strictObject({
  query: Query.meta({
    description: 'one SELECT that returns one number, boolean or timestamp',
    example: 'SELECT count(*) FROM orders',
  }),
  expect: Expect.meta({ description: 'what that value must be', example: { min: 1 } }),
  user: z.string().min(1).meta({ description: 'a role that can only SELECT', example: 'restorebot_reader' }),
  password: credential().meta({
    description: 'from the environment: `${CRDB_READER_PASSWORD}`',
    example: '${CRDB_READER_PASSWORD}',
  }),
  database: z
    .string()
    .min(1)
    .optional()
    .describe('its name in the source; may be left out where one database is restored'),
  host: Host.optional().describe(
    'only where the vendor does not say: a host name with `{id}` or `{name}` of the target',
  ),
  port: port(5432).optional().describe('goes with `host`'),
  ca: z
    .string()
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'write the certificate as PEM')
    .optional()
    .describe('PEM of the authority that signed the server’s certificate; left out: those that Node trusts'),
});

const WebhookUrl = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  }, 'write an address that starts with https:// and holds no user name')
  .pipe(credential());

const Webhook = z.strictObject({
  url: WebhookUrl.meta({
    description: 'where restorebot posts a signed question; counts as a secret',
    example: 'https://checks.example.com/restorebot',
  }),
  key: credential()
    .refine(
      (secret) => secret.reveal().length >= 32,
      'write at least 32 characters, such as openssl rand -hex 32 gives',
    )
    .meta({
      description: 'signs the question (HMAC-SHA256); at least 32 characters, from the environment',
      example: '${CHECK_WEBHOOK_KEY}',
    }),
  allowPrivate: flag(z.boolean())
    .prefault(false)
    .describe('whether its address may be one that is not public'),
});

/** A check that reads one value over the Postgres wire protocol, as it is written. */
export const SqlCheckInFile = z.strictObject({
  ...base,
  sql: Sql.describe('reads one value from a database that speaks the Postgres wire protocol'),
});

/** A check that asks somebody's own program, as it is written. */
export const WebhookCheckInFile = z.strictObject({
  ...base,
  webhook: Webhook.describe('asks a program that reads the data itself'),
});

const Written = chosen<z.output<typeof SqlCheckInFile> | z.output<typeof WebhookCheckInFile>>((written) =>
  has(written, 'webhook') ? WebhookCheckInFile : SqlCheckInFile,
);

/** A check as it is written, turned into the model's. */
const CheckInFile = Written.transform((written): DataCheck => {
  const { name, match, timeout: timeoutMs } = written;
  if ('webhook' in written) return { by: 'webhook', name, match, timeoutMs, ...written.webhook };
  return { by: 'sql', name, match, timeoutMs, ...written.sql };
});

/** Every check, each with its own name: it is what the card and the audit know it by. */
export const Checks = z
  .array(CheckInFile)
  .prefault([])
  .superRefine((checks, context) => {
    const names = checks.map(({ name }) => name);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) !== at) {
        context.addIssue({
          code: 'custom',
          path: [at, 'name'],
          message: 'another check has this name; give each its own',
        });
      }
    }
  });
