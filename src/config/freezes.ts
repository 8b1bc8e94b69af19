import { z } from 'zod';
import { Match } from './match.ts';
import { Times } from './times.ts';

/** A freeze as it is written; the same inside. */
export const FreezeInFile = z.strictObject({
  name: z.string().min(1).meta({ description: 'appears in every sentence about it', example: 'the weekend' }),
  effect: z
    .enum(['deny', 'allow'])
    .describe('`deny`: nothing starts in these times; `allow`: nothing starts in any other'),
  match: Match.prefault({}).describe('which restores it is about; left out: every one'),
  times: Times.describe('when'),
  pending: z
    .enum(['hold', 'end'])
    .prefault('hold')
    .describe('what waits: approvals open when the freeze is over, or it is ended when the freeze begins'),
  running: z
    .enum(['continue', 'stop'])
    .prefault('continue')
    .describe('what runs: goes on, or the vendor is asked to stop it, where it can'),
  breakGlass: z
    .enum(['passes', 'holds'])
    .prefault('holds')
    .describe('whether break-glass goes through it, or is refused while it is in force'),
});
