import type { People, Requirement } from './approval.ts';
import type { Impact } from './impact.ts';

/** One rule of the configuration; the first that matches a request decides about it. */
export interface Rule {
  readonly name: string;
  /** Each absent list matches everything. */
  readonly match: {
    readonly connections?: readonly string[];
    readonly kinds?: readonly string[];
    readonly impacts?: readonly Impact['type'][];
  };
  readonly ask: People;
  /** `undefined`: nobody needs to agree; refused at start-up where the rule could match a destructive restore. */
  readonly approve: { readonly quorum: number; readonly from: People } | undefined;
  readonly windowMs: number;
  readonly startWithinMs: number;
}

/** What a rule is matched against. */
export interface Subject {
  readonly connection: string;
  readonly kind: string;
  readonly impact: Impact['type'];
}

/** The rule that decides about a subject; `undefined`: none does, and nothing may be done. */
export function ruleFor(rules: readonly Rule[], subject: Subject): Rule | undefined {
  return rules.find(
    ({ match }) =>
      includes(match.connections, subject.connection) &&
      includes(match.kinds, subject.kind) &&
      includes(match.impacts, subject.impact),
  );
}

/** Rules that could decide about this connection and kind, whatever the impact turns out to be. */
export function rulesFor(rules: readonly Rule[], subject: Omit<Subject, 'impact'>): readonly Rule[] {
  return rules.filter(
    ({ match }) => includes(match.connections, subject.connection) && includes(match.kinds, subject.kind),
  );
}

/** What a rule demands, as it is written into a request. */
export function requirementOf(rule: Rule): Requirement {
  return {
    rule: rule.name,
    quorum: rule.approve?.quorum ?? 0,
    approvers: rule.approve?.from ?? { users: [], groups: [] },
    windowMs: rule.windowMs,
    startWithinMs: rule.startWithinMs,
  };
}

/**
 * Why the bot must not start with these rules, one sentence each: a destructive restore could run without a second
 * person, or nobody could ever ask or agree.
 */
export function policyProblems(rules: readonly Rule[], connections: readonly string[]): readonly string[] {
  const problems = rules.flatMap((rule) => [...problemsOf(rule, connections)]);
  if (rules.length === 0)
    problems.push('rules: there are none, so nobody may ask for anything; write at least one.');
  return problems;
}

function* problemsOf(rule: Rule, connections: readonly string[]): Iterable<string> {
  const where = `rule “${rule.name}”`;
  for (const name of rule.match.connections ?? []) {
    if (!connections.includes(name)) yield `${where}: there is no connection “${name}”.`;
  }
  if (isNobody(rule.ask)) yield `${where}: nobody may ask; list people or groups under ask.`;
  if (rule.approve === undefined) {
    if (includes(rule.match.impacts, 'in-place')) {
      yield `${where}: a restore in place would need nobody's approval; give it approvers, or limit the rule with match.impacts: [new-target, download].`;
    }
    return;
  }
  const { quorum, from } = rule.approve;
  if (isNobody(from)) yield `${where}: nobody may approve; list people or groups under approve.`;
  else if (from.groups.length === 0 && new Set(from.users).size < quorum) {
    yield `${where}: ${quorum} must approve, but only ${new Set(from.users).size} may.`;
  }
}

function isNobody(people: People): boolean {
  return people.users.length === 0 && people.groups.length === 0;
}

function includes<Item>(list: readonly Item[] | undefined, item: Item): boolean {
  return list === undefined || list.includes(item);
}
