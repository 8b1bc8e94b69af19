import { z } from 'zod';
import { secret, usualSettings } from '../kit/settings.ts';

/**
 * What a connection to CockroachDB Cloud is configured with. The vendor allows 10 calls a second for each service
 * account; others that share the key need some too.
 */
export const CockroachSettings = z
  .strictObject({
    /** The secret key of a service account's API key, or a JWT of an issuer configured for the organization. */
    apiKey: secret('the secret key of a service account'),
    ...usualSettings({
      baseUrl: 'https://cockroachlabs.cloud',
      ratePerSecond: { most: 10, usual: 8 },
      settleMs: 120_000,
    }),
    /** The API version asked for (`Cc-Version`); without it the vendor takes the latest one. */
    ccVersion: z.iso.date().prefault('2024-09-16'),
    /** The organization's vanity name; needed with a JWT. */
    vanityName: z.string().trim().min(1).optional(),
    /** The user a JWT stands for. */
    username: z.string().trim().min(1).optional(),
    /**
     * Where a Standard or Basic cluster may be restored to: `advanced-only` keeps them to themselves, `same-plan`
     * allows another cluster of the same plan too (the vendor's documentation since 2026-04-27).
     */
    otherClusters: z.enum(['advanced-only', 'same-plan']).prefault('advanced-only'),
  })
  .readonly();
export type CockroachSettings = z.output<typeof CockroachSettings>;
