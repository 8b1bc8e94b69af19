import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { apiKey } from '../http/api-key.ts';
import { BaseUrl } from '../http/base-url.ts';
import { settleMs } from '../kit/settle.ts';

/** What a connection to Prisma Postgres is configured with. */
export const PrismaSettings = z
  .strictObject({
    /** A service token of the workspace. It grants all of it: the vendor has no narrower ones. */
    token: apiKey('a service token of the workspace'),
    baseUrl: BaseUrl.default('https://api.prisma.io'),
    /** The vendor publishes no limit. */
    ratePerSecond: numeric(z.number().positive().max(50)).default(5),
    /**
     * How long after the last instant at which a submission may leave us its effect on the status is looked for. A
     * short restore that is over by then cannot be told from one that never began.
     */
    settleMs: settleMs.default(30_000),
    /**
     * How old a restore must be before “ready” counts where only the answer to the submission has said “recovering”:
     * a look that follows at once may still be shown the status from before.
     */
    staleMs: numeric(z.int().min(0)).default(15_000),
    /** The same where nothing has ever said “recovering”; “ready” must then be seen twice in a row, too. */
    unseenMs: numeric(z.int().min(0)).default(120_000),
    /** One call, from connecting to the last byte. */
    timeoutMs: numeric(z.int().min(100).max(120_000)).default(15_000),
  })
  .readonly();
export type PrismaSettings = z.output<typeof PrismaSettings>;
