import { z } from 'zod';
import { defined } from '#core/defined.ts';
import { type ObjectiveRule, overRpo } from '#core/objectives.ts';
import { Match } from './match.ts';
import { Duration } from './values.ts';

/** An objective as it is written, turned into the model's. */
export const ObjectiveInFile = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .meta({ description: 'appears in every sentence about it', example: 'production' }),
    match: Match.prefault({}).describe('which restores it is about; left out: every one'),
    rpo: Duration.optional().describe('the most writes that a restore may lose'),
    rto: Duration.optional().describe(
      'the longest that a recovery may take, from asked to verified; shown only',
    ),
    overRpo: z
      .enum(overRpo)
      .optional()
      .describe(
        'when a restore may lose more than `rpo`: `warn` says so, `acknowledge` makes requester and approvers tick the number, `refuse` lets nobody approve it; left out: `acknowledge`',
      ),
  })
  .transform(({ rpo, rto, overRpo: effect, ...rest }, context): ObjectiveRule => {
    const where = `objective “${rest.name}”`;
    const wrong = (message: string) => context.addIssue({ code: 'custom', message: `${where}: ${message}` });
    if (rpo === undefined && rto === undefined)
      wrong('it has neither rpo nor rto; write at least one, such as rpo: 15m');
    if (rpo === undefined && effect !== undefined)
      wrong('overRpo is written without rpo; write rpo, or take overRpo out');
    if (rpo === 0 || rto === 0) wrong('rpo and rto must be longer than zero; write such as 1m');
    return { ...rest, overRpo: effect ?? 'acknowledge', ...defined({ rpoMs: rpo, rtoMs: rto }) };
  });
