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
  return {
    users: [...new Set([...a.users, ...b.users])],
    groups: [...new Set([...a.groups, ...b.groups])],
  };
}

/** Who may start a restore alone, who hears of it, and who looks at it afterwards. */
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
  /** Of those who approve, so many must be in this group. */
  atLeast: z.array(z.object({ group: z.string(), count: z.int().positive() })).default([]),
  /** The requester's teams, where the rule wants a yes from elsewhere: nobody in these groups counts. */
  notFrom: z.array(z.string()).default([]),
  /**
   * Groups in which the requester is, with the others in them at the time: they are notified one by one, because
   * to call the group would call the requester. Who counts is looked up at the click all the same.
   */
  othersIn: z.record(z.string(), z.array(z.string())).optional(),
  /** Who may agree as well, and is notified, when nobody has for so long. */
  escalation: z.object({ afterMs: z.int().positive(), to: People }).optional(),
  /** How often those who must act are notified again; absent: once is enough. */
  remindEveryMs: z.int().positive().optional(),
  breakGlass: BreakGlass.optional(),
  /** Whether the card may be in a channel that other organisations see. */
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

/** What is still missing before these votes are enough; nothing of both: they are. */
export interface Missing {
  /** So many more people. */
  readonly more: number;
  /** Of these groups, so many more each. */
  readonly from: readonly { readonly group: string; readonly count: number }[];
}

/** Why somebody's yes to a request never counts, whatever the rule says of them. */
export type OwnPart = 'own-request' | 'own-plan';

/**
 * The part that somebody has in a request and that keeps them from agreeing to it: they asked for it, or they chose
 * the plan that it has now. Otherwise one person's word would be both.
 */
export function ownPart(
  { requester, plannedBy }: { readonly requester: string; readonly plannedBy?: string | undefined },
  userId: string,
): OwnPart | undefined {
  if (userId === requester) return 'own-request';
  return userId === plannedBy ? 'own-plan' : undefined;
}

/** What these votes lack. Who is not in a group at their vote does not count for it. */
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

/** Why somebody's word does not count; each has its own sentence. */
export type Exclusion =
  | 'not-in-the-rule'
  /** The rule wants somebody of another team than the requester's. */
  | 'of-the-requesters-team'
  | 'deactivated'
  | 'bot'
  | 'guest'
  | 'from-another-workspace'
  | 'nobody-knows-them'
  /** Slack left out of the account what must be known of it. */
  | 'account-unclear'
  | Unanswered;

/** Why Slack did not say what was asked. `lookup-failed` passes; `lookup-refused` stays until somebody changes it. */
export type Unanswered = 'lookup-failed' | 'lookup-refused';

/** Whether it is not known if this person counts: nothing that was agreed to is lost for that. */
export function isUnknown(because: Exclusion): boolean {
  return because === 'account-unclear' || because === 'lookup-failed' || because === 'lookup-refused';
}

/**
 * What the rule demands before a restore may start, as one value that is compared as a whole: whose yes it takes, who
 * may start it alone, who may see it. Left out is only what the request has fixed or what decides nothing: the rule's
 * name, whom to mention, how often, and the lengths of time that became deadlines when they began.
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
