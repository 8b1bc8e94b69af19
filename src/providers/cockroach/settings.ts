import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { apiKey } from '../http/api-key.ts';
import { BaseUrl } from '../http/base-url.ts';
import { settleMs } from '../kit/settle.ts';

/** What a connection to CockroachDB Cloud is configured with. */
export const CockroachSettings = z
  .strictObject({
    /** The secret key of a service account's API key, or a JWT of an issuer configured for the organization. */
    apiKey: apiKey('the secret key of a service account'),
    baseUrl: BaseUrl.default('https://cockroachlabs.cloud'),
    /** The API version asked for (`Cc-Version`); without it the vendor takes the latest one. */
    ccVersion: z.iso.date().default('2024-09-16'),
    /** The organization's vanity name; needed with a JWT. */
    vanityName: z.string().trim().min(1).optional(),
    /** The user a JWT stands for. */
    username: z.string().trim().min(1).optional(),
    /** The vendor allows 10 calls a second for each service account; others that share the key need some too. */
    ratePerSecond: numeric(z.number().positive().max(10)).default(8),
    /**
     * Where a Standard or Basic cluster may be restored to: `advanced-only` keeps them to themselves, `same-plan`
     * allows another cluster of the same plan too (the vendor's documentation since 2026-04-27).
     */
    otherClusters: z.enum(['advanced-only', 'same-plan']).default('advanced-only'),
    /** How long after a submission the vendor's list of restores is trusted to show it. */
    settleMs: settleMs.default(120_000),
    /** One call, from connecting to the last byte. */
    timeoutMs: numeric(z.int().min(100).max(120_000)).default(15_000),
  })
  .readonly();
export type CockroachSettings = z.output<typeof CockroachSettings>;
