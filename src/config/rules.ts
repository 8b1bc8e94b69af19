import { z } from 'zod';
import type { Rule } from '#core/policy.ts';
import { duration, People } from './values.ts';

/** A rule as it is written, turned into the model's. */
export const RuleInFile = z
  .strictObject({
    name: z.string().min(1),
    match: z
      .strictObject({
        connections: z.array(z.string()).optional(),
        kinds: z.array(z.string()).optional(),
        impacts: z.array(z.enum(['in-place', 'new-target', 'download'])).optional(),
      })
      .default({}),
    ask: People,
    approve: z.union([z.literal('nobody'), People.extend({ quorum: z.int().min(1).default(1) })]),
    window: duration('1h'),
    startWithin: duration('15m'),
  })
  .transform(({ name, match, ask, approve, window, startWithin }): Rule => {
    const { connections, kinds, impacts } = match;
    return {
      effect: 'allow',
      name,
      match: {
        ...(connections === undefined ? {} : { connections }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(impacts === undefined ? {} : { impacts }),
      },
      ask,
      approve:
        approve === 'nobody'
          ? undefined
          : {
              quorum: approve.quorum,
              from: { users: approve.users, groups: approve.groups },
              atLeast: [],
              otherTeamThanRequester: [],
            },
      sharedChannels: false,
      windowMs: window,
      startWithinMs: startWithin,
    };
  });
