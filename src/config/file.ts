import { z } from 'zod';
import { numeric } from '#core/numeric-text.ts';
import { Checks } from './checks.ts';
import { FreezeInFile } from './freezes.ts';
import { Intervals } from './intervals.ts';
import { ObjectiveInFile } from './objectives.ts';
import { PresetInFile } from './presets.ts';
import { Redis } from './redis.ts';
import { RuleInFile } from './rules.ts';
import { Slack } from './slack.ts';
import { duration, Host, ifMissing, Key, People, port } from './values.ts';

/** The whole of restorebot.yaml; what is not in it is refused by name. */
export const File = z.strictObject({
  slack: Slack,
  redis: Redis,
  connections: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'write its name in lower-case letters, digits and dashes'),
    z.looseObject({
      provider: z
        .string({
          error: ifMissing('it is missing; write the name of a provider, which docs/providers.md lists'),
        })
        .describe('the name of one of [the providers](providers.md); its README lists its own settings'),
      ratePerSecond: numeric(z.number().positive())
        .optional()
        .describe('calls a second that all processes together may make; left out: as the provider says'),
    }),
    { error: ifMissing('it is missing; write one block for each credential, as in restorebot.example.yaml') },
  ),
  rules: z.array(RuleInFile),
  freezes: z.array(FreezeInFile).prefault([]),
  objectives: z.array(ObjectiveInFile).prefault([]),
  /** Restores that a team has prepared, with blanks. */
  presets: z.array(PresetInFile).prefault([]),
  checks: Checks,
  /** For what vendors return once: a new password, a download link. */
  secrets: z
    .strictObject({
      keys: z
        .array(Key)
        .prefault([])
        .describe(
          'Base64 of 32 bytes; the first one seals, all of them open; none: one made out of the bot token',
        ),
      life: duration('24h').describe(
        'how long such a secret is kept; 15 minutes once its requester has seen it',
      ),
    })
    .prefault({}),
  audit: z
    .strictObject({
      keys: z
        .array(Key)
        .prefault([])
        .describe(
          'Base64 of 32 bytes; the first one signs, all of them check; none: one made out of the bot token',
        ),
      sealEvery: duration('1s').describe('how long the newest entries may be without a seal'),
      readers: People.prefault({}).describe(
        'who may read any request’s story with `/restore audit`; who asked or decides may read theirs anyway',
      ),
    })
    .prefault({}),
  /** The switch that stops every submission. */
  pause: z
    .strictObject({
      by: People.prefault({}).describe(
        'who may type `/restore pause` and `/restore resume`; anyone who can run `restorebot pause` may use it',
      ),
      afterLoss: z
        .enum(['pause', 'continue'])
        .prefault('continue')
        .describe(
          'when Redis has lost a part of the record, a pause may be lost with it: go on with new approvals, or pause until somebody resumes',
        ),
    })
    .prefault({}),
  retention: z
    .strictObject({
      audit: duration('400d').describe('older audit entries leave once they have been exported'),
      requests: duration('90d').describe(
        'ended requests leave so long after they were asked; their audit stays',
      ),
      history: duration('730d').describe(
        'what stays of ended requests (how long they took, what was lost) leaves so long after their end',
      ),
      every: duration('1h').describe('between two looks at what may leave'),
    })
    .prefault({}),
  /** What one person may take of everybody's approvers, vendors and channels. */
  limits: z
    .strictObject({
      openPerPerson: numeric(z.int().min(1).max(1_000))
        .prefault(20)
        .describe('requests of one person that have not ended'),
      asksPerMinute: numeric(z.int().min(1).max(600))
        .prefault(10)
        .describe('requests of one person in a minute'),
    })
    .prefault({}),
  intervals: Intervals.prefault({}),
  health: z
    .strictObject({ port: port(8080).describe('of `/healthz`, `/readyz` and `/metrics`'), host: Host })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .prefault('info')
        .describe('JSON lines on stdout; those of the audit come at every level'),
    })
    .prefault({}),
});
