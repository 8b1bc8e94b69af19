import { z } from 'zod';
import { secret, usualSettings, word } from '../kit/settings.ts';

const credentials = [
  ['publicKey', 'privateKey'],
  ['clientId', 'clientSecret'],
] as const;

/** What a connection to MongoDB Atlas is configured with: an API key or a service account, one of the two. */
export const AtlasSettings = z
  .strictObject({
    /** An API key (HTTP Digest). */
    publicKey: word('the public key of an API key').optional(),
    privateKey: secret('the private key of an API key').optional(),
    /** A service account (OAuth 2). */
    clientId: word('the client id of a service account').optional(),
    clientSecret: secret('the client secret of a service account').optional(),
    ...usualSettings({
      baseUrl: 'https://cloud.mongodb.com',
      // The vendor refills 500 calls a minute for each project; others that share the project need some too.
      ratePerSecond: { most: 20, usual: 5 },
      settleMs: 120_000,
    }),
    /** Which version of the Admin API starts and follows restores of dedicated clusters. */
    apiVersion: z.enum(['v2', 'v1.0']).prefault('v2'),
    /** Ids of the projects to offer; absent: all that the credential sees. */
    projects: z
      .array(z.string().regex(/^[0-9a-f]{24}$/i, 'write the id of a project, 24 hexadecimal digits'))
      .min(1)
      .optional(),
  })
  .superRefine((settings, context) => {
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    const begun = credentials.filter((names) => names.some((name) => settings[name] !== undefined));
    const [names] = begun;
    if (names === undefined) {
      const pairs = 'publicKey and privateKey, or clientId and clientSecret';
      return complain('publicKey', `it is missing; write ${pairs}`);
    }
    if (begun.length > 1) {
      const text = 'it is set together with publicKey; write an API key or a service account, not both';
      return complain('clientId', text);
    }
    for (const name of names) {
      const other = names.find((each) => each !== name);
      if (settings[name] === undefined) complain(name, `it is missing; write it next to ${other}`);
    }
  })
  .readonly();
export type AtlasSettings = z.output<typeof AtlasSettings>;
