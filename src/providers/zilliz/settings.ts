import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { apiKey } from '../http/api-key.ts';
import { BaseUrl } from '../http/base-url.ts';
import { settleMs } from '../kit/settle.ts';

/** What a connection to Zilliz Cloud is configured with. */
export const ZillizSettings = z
  .strictObject({
    apiKey: apiKey('an API key of Zilliz Cloud'),
    /** `https://api.cloud.zilliz.com.cn` in China; BYOC uses the same address as everybody. */
    baseUrl: BaseUrl.default('https://api.cloud.zilliz.com'),
    /** The member of a restore's body that names the project: the reference has the one, the guides the other. */
    projectIdAs: z.enum(['projectId', 'targetProjectId']).default('projectId'),
    /** The vendor allows 20 calls a second for each user and endpoint. */
    ratePerSecond: numeric(z.number().positive().max(20)).default(10),
    /** How long after a submission the list of clusters is trusted to show it. */
    settleMs: settleMs.default(120_000),
    /** One read, from connecting to the last byte. */
    timeoutMs: numeric(z.int().min(100).max(120_000)).default(15_000),
    /** The same for a submission; its answer holds the only copy of a password, and the vendor's own CLI waits 60 s. */
    submitTimeoutMs: numeric(z.int().min(100).max(300_000)).default(60_000),
  })
  .readonly();
export type ZillizSettings = z.output<typeof ZillizSettings>;
