import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { Secret } from '#core/secret.ts';
import { BaseUrl } from '../http/base-url.ts';
import { settleMs } from '../kit/settle.ts';

/** Something that goes into a header, and the message for a configuration without it. */
function word(what: string) {
  return z
    .string(`is missing: ${what}`)
    .trim()
    .regex(
      /^(?!["'`])[\x21-\x7e]+(?<!["'`])$/u,
      `must be ${what}, one word without spaces or quotation marks around it`,
    );
}

/** The half of a credential that must never be shown. */
function secret(what: string) {
  const text = word(what).transform((given) => new Secret(given));
  return z.union(
    [z.instanceof(Secret), text],
    `must be ${what}, one word without spaces or quotation marks around it`,
  );
}

/** What a connection to MongoDB Atlas is configured with: an API key or a service account, one of the two. */
export const AtlasSettings = z
  .strictObject({
    /** An API key (HTTP Digest). */
    publicKey: word('the public key of an API key').optional(),
    privateKey: secret('the private key of an API key').optional(),
    /** A service account (OAuth 2). */
    clientId: word('the client id of a service account').optional(),
    clientSecret: secret('the client secret of a service account').optional(),
    baseUrl: BaseUrl.default('https://cloud.mongodb.com'),
    /** Which version of the Admin API starts and follows restores of dedicated clusters. */
    apiVersion: z.enum(['v2', 'v1.0']).default('v2'),
    /** Ids of the projects to offer; absent: all that the credential sees. */
    projects: z
      .array(z.string().regex(/^[0-9a-f]{24}$/i, 'must be the id of a project, 24 hexadecimal digits'))
      .min(1)
      .optional(),
    /** The vendor refills 500 calls a minute for each project; others that share the project need some too. */
    ratePerSecond: numeric(z.number().positive().max(20)).default(5),
    /** How long after a submission the vendor's list of restore jobs is trusted to show it. */
    settleMs: settleMs.default(120_000),
    /** One call, from connecting to the last byte. */
    timeoutMs: numeric(z.int().min(100).max(120_000)).default(15_000),
  })
  .superRefine((settings, context) => {
    const { publicKey, privateKey, clientId, clientSecret } = settings;
    const given = { publicKey, privateKey, clientId, clientSecret };
    const key = [publicKey, privateKey].filter((each) => each !== undefined).length;
    const account = [clientId, clientSecret].filter((each) => each !== undefined).length;
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (key > 0 && account > 0) {
      return complain(
        'clientId',
        'is set together with publicKey: give an API key or a service account, not both',
      );
    }
    if (key + account === 0) {
      return complain('publicKey', 'is missing: give publicKey and privateKey, or clientId and clientSecret');
    }
    const wanted = key > 0 ? (['publicKey', 'privateKey'] as const) : (['clientId', 'clientSecret'] as const);
    for (const name of wanted) if (given[name] === undefined) complain(name, 'is missing');
  })
  .readonly();
export type AtlasSettings = z.output<typeof AtlasSettings>;
