import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { secret, usualSettings } from '../kit/settings.ts';

/**
 * What a connection to Prisma Postgres is configured with. The vendor publishes no limit of calls. Once `settleMs` is
 * over, a submission's effect on the status is looked for: a short restore that has ended by then cannot be told from one
 * that never began.
 */
export const PrismaSettings = z
  .strictObject({
    /** A service token of the workspace. It grants all of it: the vendor has no narrower ones. */
    token: secret('a service token of the workspace'),
    ...usualSettings({
      baseUrl: 'https://api.prisma.io',
      ratePerSecond: { most: 50, usual: 5 },
      settleMs: 30_000,
    }),
    /**
     * How old a restore must be before “ready” counts where only the answer to the submission has said “recovering”:
     * a look that follows at once may still be shown the status from before.
     */
    staleMs: numeric(z.int().min(0)).prefault(15_000),
    /** The same where nothing has ever said “recovering”; “ready” must then be seen twice in a row, too. */
    unseenMs: numeric(z.int().min(0)).prefault(120_000),
  })
  .readonly();
export type PrismaSettings = z.output<typeof PrismaSettings>;
