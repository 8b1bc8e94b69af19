import { z } from 'zod';
import { secret, timeoutMs, usualSettings } from '../kit/settings.ts';

/** What a connection to Zilliz Cloud is configured with. The vendor allows 20 calls a second for each user and endpoint. */
export const ZillizSettings = z
  .strictObject({
    apiKey: secret('an API key of Zilliz Cloud'),
    ...usualSettings({
      // `https://api.cloud.zilliz.com.cn` in China; BYOC uses the same address as everybody.
      baseUrl: 'https://api.cloud.zilliz.com',
      ratePerSecond: { most: 20, usual: 10 },
      settleMs: 120_000,
    }),
    /** The member of a restore's body that names the project: the reference has the one, the guides the other. */
    projectIdAs: z.enum(['projectId', 'targetProjectId']).prefault('projectId'),
    /** Of a submission; its answer holds the only copy of a password, and the vendor's own CLI waits 60 s. */
    submitTimeoutMs: timeoutMs(300_000, 60_000),
  })
  .readonly();
export type ZillizSettings = z.output<typeof ZillizSettings>;
