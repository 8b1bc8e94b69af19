import { z } from 'zod';
import { defined } from '#core/defined.ts';
import { flag, numeric } from '#core/numeric-text.ts';
import type { ApprovalRule, Rule } from '#core/policy.ts';
import { Match } from './match.ts';
import { ChannelId, chosen, Duration, duration, GroupId, People, UserId } from './values.ts';

const name = z
  .string()
  .min(1)
  .meta({ description: 'appears in every decision and on every card', example: 'production, in place' });
const needed = 'how many distinct people must agree, never counting the requester';

/** Who must agree, as it is written. */
export const Approve = People.extend({
  quorum: numeric(z.int().min(1).max(20)).prefault(1).describe(needed),
  atLeast: z
    .record(GroupId, numeric(z.int().min(1).max(20)))
    .prefault({})
    .describe('of those who agree, so many must be in this group: `{S0DBA: 1}`'),
  otherTeamThanRequester: z
    .array(GroupId)
    .prefault([])
    .describe('groups that are teams: nobody of the requester’s own counts'),
}).meta({ example: { quorum: 1, groups: ['S0614TZR7'] } });

const BreakGlass = People.extend({
  reviewers: People.describe('who looks at it afterwards, never the person who used break-glass'),
  tell: z
    .strictObject({
      channels: z.array(ChannelId).prefault([]).describe('channel ids'),
      users: z.array(UserId).prefault([]).describe('user ids'),
    })
    .meta({ description: 'notified at once, besides the thread', example: { channels: ['C024BE91L'] } }),
  reviewWithin: duration('24h').describe('reviewers are reminded after this, again and again'),
});

/** A rule that lets some people ask, as it is written. */
export const AllowInFile = z.strictObject({
  name,
  effect: z.literal('allow').prefault('allow').describe('lets people ask'),
  match: Match.prefault({}).describe('which restores it is about; left out: every one'),
  ask: People.describe('who may ask'),
  approve: chosen<'nobody' | z.output<typeof Approve>>((written) =>
    typeof written === 'string' ? z.literal('nobody') : Approve,
  )
    .optional()
    .describe('who must agree, or `nobody`; may be left out only where no data is overwritten or leaves'),
  window: duration('1h').describe('how long people have to agree'),
  startWithin: duration('15m').describe('how long after the last vote it may still start'),
  remindEvery: Duration.optional().describe('notifies the approvers again at this interval; left out: once'),
  escalate: People.extend({ after: Duration.describe('after the request, or after the votes were void') })
    .optional()
    .describe('who is notified as well, and may agree, after nobody has for so long'),
  breakGlass: BreakGlass.optional().describe('people (`users`, `groups`) who may start it alone'),
  sharedChannels: flag(z.boolean())
    .prefault(false)
    .describe('whether it may be asked and decided in a channel that other organizations see'),
});

/** A rule that forbids, as it is written. */
export const DenyInFile = z.strictObject({
  name,
  effect: z.literal('deny').describe('forbids'),
  match: Match.prefault({}).describe('which restores it is about; left out: every one'),
  reason: z
    .string()
    .min(1)
    .meta({ description: 'told to the person who asks: one sentence', example: 'Call the payments team' }),
});

const isDenial = (written: unknown) =>
  z.looseObject({ effect: z.literal('deny') }).safeParse(written).success;

const Written = chosen<z.output<typeof AllowInFile> | z.output<typeof DenyInFile>>((written) =>
  isDenial(written) ? DenyInFile : AllowInFile,
);

type Allow = z.output<typeof AllowInFile>;

/** A rule as it is written, turned into the model's. */
export const RuleInFile = Written.transform((written, context): Rule => {
  if (written.effect === 'deny') return written;
  const missing = approvalLeftOut(written);
  if (missing !== undefined) context.addIssue({ code: 'custom', message: missing });
  return allowRule(written);
});

/** Where nothing is said, new targets need nobody; what overwrites data or lets it leave needs somebody's yes. */
function approvalLeftOut({ name: rule, approve, match }: Allow): string | undefined {
  if (approve !== undefined) return undefined;
  const risky = (match.impacts ?? (['in-place', 'download'] as const)).filter(
    (each) => each !== 'new-target',
  );
  if (risky.length === 0) return undefined;
  const what = risky.map((each) => (each === 'download' ? 'a download' : 'a restore in place'));
  return `rule “${rule}”: approve is left out, and it could match ${what.join(' and ')}, which needs somebody's yes; write approve: {quorum: 1, groups: [S…]}, or limit it with match.impacts: [new-target]`;
}

function allowRule({ name: rule, match, ask, approve, ...rest }: Allow): Rule {
  const { window, startWithin, remindEvery, escalate, breakGlass, sharedChannels } = rest;
  return {
    effect: 'allow',
    name: rule,
    match,
    ask,
    approve: approve === undefined || approve === 'nobody' ? undefined : approvalOf(approve),
    windowMs: window,
    startWithinMs: startWithin,
    sharedChannels,
    ...defined({
      remindEveryMs: remindEvery,
      escalation: escalate && {
        afterMs: escalate.after,
        to: { users: escalate.users, groups: escalate.groups },
      },
      breakGlass: breakGlass && breakGlassOf(breakGlass),
    }),
  };
}

function approvalOf({
  quorum,
  users,
  groups,
  atLeast,
  otherTeamThanRequester,
}: z.output<typeof Approve>): ApprovalRule {
  return {
    quorum,
    from: { users, groups },
    atLeast: Object.entries(atLeast).map(([group, count]) => ({ group, count })),
    otherTeamThanRequester,
  };
}

function breakGlassOf({ users, groups, reviewers, tell, reviewWithin }: z.output<typeof BreakGlass>) {
  return { people: { users, groups }, reviewers, tell, reviewWithinMs: reviewWithin };
}
