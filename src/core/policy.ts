import type { BreakGlass, People, Requirement } from './approval.ts';
import { defined } from './defined.ts';
import type { Freeze } from './freeze.ts';
import { couldFit, type End, guarded, type Match, misfit, type Subject } from './match.ts';
import { Objective, type ObjectiveRule } from './objectives.ts';

/** Who must agree. */
export interface ApprovalRule {
  readonly quorum: number;
  readonly from: People;
  /** Of those who agree, so many must be in this group. */
  readonly atLeast: Requirement['atLeast'];
  /**
   * Groups that are teams, where nobody of the requester's own may agree; empty: teams do not matter. The requester
   * never counts, whatever this says.
   */
  readonly otherTeamThanRequester: readonly string[];
}

/** A rule that lets some people ask, under conditions. */
export interface AllowRule {
  readonly effect: 'allow';
  readonly name: string;
  readonly match: Match;
  readonly ask: People;
  /** `undefined`: nobody needs to agree; refused at start-up where the rule could match a restore in place. */
  readonly approve: ApprovalRule | undefined;
  readonly windowMs: number;
  readonly startWithinMs: number;
  readonly escalation?: { readonly afterMs: number; readonly to: People };
  readonly remindEveryMs?: number;
  readonly breakGlass?: BreakGlass;
  /** Whether the card may be in a channel that other organizations see. */
  readonly sharedChannels: boolean;
}

/** A rule that forbids; it beats every rule that allows, wherever it stands. */
export interface DenyRule {
  readonly effect: 'deny';
  readonly name: string;
  readonly match: Match;
  /** Told to the person who asks, one sentence. */
  readonly reason: string;
}

export type Rule = AllowRule | DenyRule;

/** Everything that says who may do what, and when. */
export interface Policy {
  readonly rules: readonly Rule[];
  readonly freezes: readonly Freeze[];
  /** Absent: there are none. */
  readonly objectives?: readonly ObjectiveRule[];
}

/** What the rules say about one restore; always with the name of the rule it rests on. */
export type Judgement =
  | { readonly type: 'allowed'; readonly rule: AllowRule }
  | { readonly type: 'denied'; readonly rule: DenyRule; readonly end: End }
  /** No rule matches, and what no rule allows is not done. */
  | { readonly type: 'no-rule' };

/** A denial of either end beats everything; else the first rule that matches decides. */
export function judge(rules: readonly Rule[], subject: Subject): Judgement {
  for (const rule of rules) {
    if (rule.effect !== 'deny') continue;
    const found = guarded(rule.match, subject);
    if ('end' in found) return { type: 'denied', rule, end: found.end };
  }
  const first = rules
    .filter((rule) => rule.effect === 'allow')
    .find(({ match }) => misfit(match, subject) === undefined);
  return first === undefined ? { type: 'no-rule' } : { type: 'allowed', rule: first };
}

/** Rules under which somebody could ask for a restore of this kind there, whatever else turns out. */
export function rulesFor(
  rules: readonly Rule[],
  subject: Pick<Subject, 'connection' | 'kind'>,
): readonly AllowRule[] {
  return rules.filter((rule) => rule.effect === 'allow').filter(({ match }) => couldFit(match, subject));
}

/** Every objective that is about a restore; the strictest decides (core/objectives.ts). */
export function objectivesFor(objectives: readonly ObjectiveRule[], subject: Subject): readonly Objective[] {
  return objectives
    .filter(({ match }) => misfit(match, subject) === undefined)
    .map((objective) => Objective.parse(objective));
}

/** What a rule demands, as it is written into a request. `teams`: those of the rule's teams the requester is in. */
export function requirementOf(rule: AllowRule, teams: readonly string[] = []): Requirement {
  const { name, approve, windowMs, startWithinMs, escalation, remindEveryMs, breakGlass } = rule;
  return {
    rule: name,
    quorum: approve?.quorum ?? 0,
    approvers: approve?.from ?? { users: [], groups: [] },
    atLeast: [...(approve?.atLeast ?? [])],
    notFrom: [...teams],
    sharedChannels: rule.sharedChannels,
    windowMs,
    startWithinMs,
    ...defined({ escalation, remindEveryMs, breakGlass }),
  };
}
