import { z } from 'zod';
import { FreezeInFile } from './freezes.ts';
import { Intervals } from './intervals.ts';
import { RuleInFile } from './rules.ts';
import { Slack } from './slack.ts';
import { duration, Key, People } from './values.ts';

/** The whole of restorebot.yaml; what is not in it is refused by name. */
export const File = z.strictObject({
  slack: Slack,
  redis: z.strictObject({
    url: z.string().min(1),
    /** Begins every key; keep the braces, they hold all keys in one slot of a cluster. */
    prefix: z
      .string()
      .regex(/^\{.+\}$/, 'write the prefix in braces, such as {restorebot}')
      .default('{restorebot}'),
  }),
  connections: z.record(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'name connections with lower-case letters, digits and dashes'),
    z.looseObject({ provider: z.string(), ratePerSecond: z.number().positive().optional() }),
  ),
  rules: z.array(RuleInFile),
  freezes: z.array(FreezeInFile).default([]),
  /** For what vendors hand back once: a new password, a download link. */
  secrets: z
    .strictObject({
      /** The first one seals, all of them open; absent: one made out of the bot token. */
      keys: z.array(Key).default([]),
      /** How long such a secret is kept; 15 minutes once its requester has seen it. */
      life: duration('24h'),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** The first one signs, all of them check; absent: one made out of the bot token. */
      keys: z.array(Key).default([]),
      /** How long the newest entries may be without a seal. */
      sealEvery: duration('1s'),
      /** Who may read any request's story with /restore audit; who asked or decides may read theirs anyway. */
      readers: People.prefault({}),
    })
    .prefault({}),
  retention: z
    .strictObject({
      /** Older audit entries leave once they have been exported. */
      audit: duration('400d'),
      /** Between two looks at what may leave. */
      every: duration('1h'),
    })
    .prefault({}),
  /** What one person may take of everybody's approvers, vendors and channels. */
  limits: z
    .strictObject({
      openPerPerson: z.int().min(1).default(20),
      asksPerMinute: z.int().min(1).default(10),
    })
    .prefault({}),
  intervals: Intervals.prefault({}),
  health: z
    .strictObject({ port: z.int().min(0).max(65_535).default(8080), host: z.string().default('0.0.0.0') })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});
