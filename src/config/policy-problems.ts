import type { People } from '#core/approval.ts';
import { longestHoldMs, longestRuleMs, readableMs } from '#core/longest-wait.ts';
import { covers } from '#core/match-covers.ts';
import { fits } from '#core/match.ts';
import type { AllowRule, ApprovalRule, Policy, Rule } from '#core/policy.ts';

/**
 * Why the bot must not start with these rules, one sentence each that says what to write instead: a destructive
 * restore could run without a second person, or nobody could ever ask or agree.
 */
export function policyProblems(
  { rules, freezes, objectives = [] }: Policy,
  connections: readonly string[],
): readonly string[] {
  const problems = rules.flatMap((rule) => [...problemsOf(rule, connections)]);
  if (!rules.some(({ effect }) => effect === 'allow')) {
    problems.push('rules: none allows anything, so nobody may ask for anything; write at least one.');
  }
  problems.push(...waitsTooLong({ rules, freezes }));
  for (const { name, match } of freezes) {
    problems.push(...strangersIn(match.connections, connections, `freeze “${name}”`));
  }
  for (const { name, match } of objectives) {
    problems.push(...strangersIn(match.connections, connections, `objective “${name}”`));
  }
  return [
    ...problems,
    ...twins(rules, 'rule'),
    ...twins(freezes, 'freeze'),
    ...twins(objectives, 'objective'),
    ...neverReached(rules.filter((rule) => rule.effect === 'allow')),
  ];
}

function* problemsOf(rule: Rule, connections: readonly string[]): Iterable<string> {
  const where = `rule “${rule.name}”`;
  yield* strangersIn(rule.match.connections, connections, where);
  if (rule.effect === 'deny') return;
  if (isNobody(rule.ask)) yield `${where}: nobody may ask; list people or groups under ask.`;
  yield* problemsOfLengths(rule, where);
  if (rule.approve === undefined) yield* withoutApproval(rule, where);
  else yield* problemsOfApproval(rule.approve, rule, where);
  yield* problemsOfBreakGlass(rule, where);
}

function* withoutApproval({ match }: AllowRule, where: string): Iterable<string> {
  const { impacts } = match;
  if (impacts === undefined || impacts.includes('in-place')) {
    yield `${where}: a restore in place would need nobody's approval; give it approvers, or limit the rule with match.impacts: [new-target].`;
  } else if (impacts.includes('download') && impacts.length > 1) {
    yield `${where}: a download, with which data leaves, would need nobody's approval in passing; give it approvers, or write a separate rule for match.impacts: [download].`;
  }
}

/** Nothing may last no time, and nobody is notified after the end. */
function* problemsOfLengths(rule: AllowRule, where: string): Iterable<string> {
  const { windowMs, startWithinMs, remindEveryMs, escalation, breakGlass } = rule;
  if (windowMs === 0) yield `${where}: window is zero, so nobody could ever agree in time; write such as 1h.`;
  if (startWithinMs === 0) {
    yield `${where}: startWithin is zero, so nothing could ever start; write such as 15m.`;
  }
  if (breakGlass?.reviewWithinMs === 0) {
    yield `${where}: breakGlass.reviewWithin is zero; write such as 24h.`;
  }
  if (remindEveryMs === 0) yield `${where}: remindEvery is zero; write such as 10m, or leave it out.`;
  if (escalation === undefined) return;
  if (escalation.afterMs === 0 || escalation.afterMs >= windowMs) {
    yield `${where}: escalate.after must be longer than nothing and shorter than window, or nobody would be notified; write such as half of window.`;
  }
  if (isNobody(escalation.to)) {
    yield `${where}: escalate names nobody; list users or groups under escalate.`;
  }
}

const days = (ms: number) => `${Math.ceil(ms / 86_400_000)} days`;

/** What waits longer than recovery can read could come back out of an old record after it was withdrawn. */
function* waitsTooLong({ rules, freezes }: Policy): Iterable<string> {
  const wait = longestRuleMs({ rules });
  for (const freeze of freezes) {
    const held = longestHoldMs(freeze);
    if (held === 0 || held + wait <= readableMs) continue;
    yield `freeze “${freeze.name}”: a request could wait ${days(held + wait)} with it, and recovery reads ${days(readableMs)} of Slack; write pending: end, or shorten it or the rules' window and startWithin.`;
  }
}

/** The first rule that matches decides, so a later rule that matches nothing more never applies. */
function neverReached(rules: readonly AllowRule[]): readonly string[] {
  return rules.flatMap((rule, index) => {
    const before = rules.slice(0, index).find((earlier) => covers(earlier.match, rule.match));
    if (before === undefined || before.name === rule.name) return [];
    return [
      `rule “${rule.name}”: it never decides, because “${before.name}” before it matches all that it does; move it before that one, or narrow that one's match.`,
    ];
  });
}

function* problemsOfApproval(approve: ApprovalRule, rule: AllowRule, where: string): Iterable<string> {
  const { quorum, from, atLeast } = approve;
  const users = new Set(from.users);
  const { ask } = rule;
  if (isNobody(from)) yield `${where}: nobody may approve; list people or groups under approve.`;
  else if (from.groups.length === 0 && users.size < quorum) {
    yield `${where}: ${quorum} must approve, but only ${users.size} may; list more people, or lower the quorum.`;
  } else if (
    from.groups.length === 0 &&
    ask.groups.length === 0 &&
    ask.users.every((id) => users.has(id) && users.size - 1 < quorum)
  ) {
    yield `${where}: a person who may ask is among the approvers and does not count for their own request, so the quorum of ${quorum} is never reached; list another approver.`;
  }
  for (const { group, count } of atLeast) {
    if (!from.groups.includes(group)) {
      yield `${where}: at least ${count} must be of ${group}, which is not among the approvers; add it to approve.groups.`;
    }
    if (count > quorum) {
      yield `${where}: at least ${count} of ${group} are more than the quorum of ${quorum}; raise the quorum, or lower atLeast.`;
    }
  }
}

function* problemsOfBreakGlass({ breakGlass }: AllowRule, where: string): Iterable<string> {
  if (breakGlass === undefined) return;
  const { people, reviewers, tell } = breakGlass;
  if (isNobody(people)) yield `${where}: breakGlass names nobody; list users or groups under breakGlass.`;
  if (isNobody(reviewers)) {
    yield `${where}: nobody reviews break-glass; list people or groups under breakGlass.reviewers.`;
  } else if (
    reviewers.groups.length === 0 &&
    people.groups.length === 0 &&
    people.users.some((id) => reviewers.users.every((reviewer) => reviewer === id))
  ) {
    yield `${where}: the person who uses break-glass would be its only reviewer, and nobody reviews their own; list another reviewer.`;
  }
  if (tell.channels.length === 0 && tell.users.length === 0) {
    yield `${where}: nobody would be told of break-glass; list channels or users under breakGlass.tell.`;
  }
}

/** A pattern that means no connection at all is a misspelling: the rule would never match. */
function strangersIn(
  patterns: readonly string[] | undefined,
  connections: readonly string[],
  where: string,
): readonly string[] {
  return (patterns ?? [])
    .filter((pattern) => !connections.some((name) => fits(pattern, name)))
    .map(
      (pattern) => `${where}: there is no connection “${pattern}”; write one of ${connections.join(', ')}.`,
    );
}

/** Decisions name the rule they rest on, so a name means one. */
function twins(named: readonly { readonly name: string }[], what: string): readonly string[] {
  const names = named.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `${what} “${name}”: there are several of this name; give each its own.`);
}

function isNobody(people: People): boolean {
  return people.users.length === 0 && people.groups.length === 0;
}
