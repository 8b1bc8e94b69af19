import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Fingerprint } from './fingerprint.ts';
import { Instant } from './instant.ts';
import { Acknowledged, Objective } from './objectives.ts';

/** Slack user ids and user group ids; together they are one set of people. */
export const People = z.object({ users: z.array(z.string()), groups: z.array(z.string()) });
export type People = Readonly<z.output<typeof People>>;

/** Both sets of people as one. */
export function together(a: People, b: People): People {
  return { users: [...new Set([...a.users, ...b.users])], groups: [...new Set([...a.groups, ...b.groups])] };
}

/** Who may start a restore alone, who is notified, and who reviews it afterwards. */
export const BreakGlass = z.object({
  people: People,
  /** Never the person who used break-glass, and never the requester. */
  reviewers: People,
  /** Notified at once, besides the thread. */
  tell: z.object({ channels: z.array(z.string()), users: z.array(z.string()) }),
  /** Reviewers are reminded after this, and again after each further one. */
  reviewWithinMs: z.int().positive(),
});
export type BreakGlass = Readonly<z.output<typeof BreakGlass>>;

/** What the rule that decides demands of one request; fixed when it is asked, compared again at dispatch. */
export const Requirement = z.object({
  /** The rule's name in the configuration. */
  rule: z.string().min(1),
  /** How many distinct approvers other than the requester; 0: nobody needs to agree. */
  quorum: z.int().min(0),
  approvers: People,
  /** At least this many of the approvers must be in this group. */
  atLeast: z.array(z.object({ group: z.string(), count: z.int().positive() })).default([]),
  /** The requester's teams, where the rule wants a yes from elsewhere: nobody in these groups counts. */
  notFrom: z.array(z.string()).default([]),
  /**
   * Groups in which the requester is, with the others in them at the time: they are notified one by one, because a
   * mention of the group would notify the requester. Who may approve is still looked up at the click.
   */
  othersIn: z.record(z.string(), z.array(z.string())).optional(),
  /** Who may also approve, and is notified, after nobody has approved for this long. */
  escalation: z.object({ afterMs: z.int().positive(), to: People }).optional(),
  /** How often those who must act are notified again; absent: once is enough. */
  remindEveryMs: z.int().positive().optional(),
  breakGlass: BreakGlass.optional(),
  /** Whether the card may be in a channel that other organizations see. */
  sharedChannels: z.boolean().default(false),
  /** How long people have to agree. */
  windowMs: z.int().positive(),
  /** How long after the last vote the restore may still start. */
  startWithinMs: z.int().positive(),
  /** How much may be lost, and how long it may take; absent: no objective is about it, or an older version wrote it. */
  objectives: z.array(Objective).optional(),
});
export type Requirement = Readonly<z.output<typeof Requirement>>;

/** One person's yes to one agreement. */
export const Vote = z.object({
  by: z.string().min(1),
  at: Instant,
  agreement: z.string().min(1),
  /** Those of the requirement's groups in which this person was then. */
  groups: z.array(z.string()).optional(),
  /** What this person ticked, where the restore is over its objective. */
  acknowledged: Acknowledged.optional(),
});
export type Vote = Readonly<z.output<typeof Vote>>;

/**
 * What exactly a vote agrees to: the plan's digest and what target and backup were like. Sixteen hex digits of
 * SHA-256, short enough to travel in a button.
 */
export function agreementOf(planDigest: string, fingerprint: Fingerprint): string {
  const facts = Object.entries(fingerprint).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([planDigest, facts]))
    .digest('hex')
    .slice(0, 16);
}

/** What these votes lack. Enough when `more` is 0 and `from` is empty. */
export interface Missing {
  /** This many more people. */
  readonly more: number;
  /** From each of these groups, this many more. */
  readonly from: readonly { readonly group: string; readonly count: number }[];
}

/** Why somebody's yes to a request never counts, whatever the rule says of them. */
export type OwnPart = 'own-request' | 'own-plan';

/**
 * The part that somebody has in a request and that keeps them from agreeing to it: they asked for it, or they chose
 * the plan that it has now. Otherwise one person could ask and approve.
 */
export function ownPart(
  { requester, plannedBy }: { readonly requester: string; readonly plannedBy?: string | undefined },
  userId: string,
): OwnPart | undefined {
  if (userId === requester) return 'own-request';
  return userId === plannedBy ? 'own-plan' : undefined;
}

/** What these votes lack. A vote counts for the groups that the voter was in when they voted. */
export function missingVotes(requirement: Requirement, votes: readonly Pick<Vote, 'groups'>[]): Missing {
  const from = requirement.atLeast.flatMap(({ group, count }) => {
    const there = votes.filter(({ groups }) => groups?.includes(group)).length;
    return there >= count ? [] : [{ group, count: count - there }];
  });
  return { more: Math.max(0, requirement.quorum - votes.length), from };
}

/** Whether these votes are enough. */
export function isEnough(requirement: Requirement, votes: readonly Pick<Vote, 'groups'>[]): boolean {
  const { more, from } = missingVotes(requirement, votes);
  return more === 0 && from.length === 0;
}

/**
 * Whether somebody may decide about a request, found out at the click and again at dispatch. Who could not be
 * looked up may not.
 */
export type Entitlement =
  /** `groups`: those that were looked up and that they are in. */
  | { readonly type: 'entitled'; readonly groups?: readonly string[] }
  | { readonly type: 'refused'; readonly because: Exclusion };

/** Why a person may not decide; each reason has its own sentence. */
export type Exclusion =
  | 'not-in-the-rule'
  /** The rule wants somebody of another team than the requester's. */
  | 'of-the-requesters-team'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'from-another-workspace'
  | 'nobody-knows-them'
  /** Slack's answer lacks a field of the account that is needed to decide. */
  | 'account-unclear'
  | Unanswered;

/** Why Slack did not say what was asked. `lookup-failed` passes; `lookup-refused` stays until somebody changes it. */
export type Unanswered = 'lookup-failed' | 'lookup-refused';

/** Whether it is unknown if this person may decide. An unknown voids no vote. */
export function isUnknown(because: Exclusion): boolean {
  return because === 'account-unclear' || because === 'lookup-failed' || because === 'lookup-refused';
}

/**
 * What the rule demands before a restore may start, as one value that is compared as a whole: whose yes it takes, who
 * may start it alone, who may see it. The rule's name, mentions, reminders, and durations are left out: they decide
 * nothing, or became deadlines of the request.
 */
const Demand = Requirement.omit({
  rule: true,
  othersIn: true,
  remindEveryMs: true,
  windowMs: true,
  startWithinMs: true,
}).extend({ objectives: z.array(Objective.omit({ name: true })).optional() });
export type Demand = Readonly<z.output<typeof Demand>>;

export function demandOf(requirement: Requirement): Demand {
  return Demand.parse(requirement);
}

/** Whether two requirements demand the same of a restore. */
export function sameDemands(a: Requirement, b: Requirement): boolean {
  return canonical(demandOf(a)) === canonical(demandOf(b));
}

/** The same text for the same facts: every list in them is a set. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(canonical))].toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${parts
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
    .toSorted()
    .join()}}`;
}
