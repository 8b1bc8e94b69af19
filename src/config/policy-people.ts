import type { People } from '#core/approval.ts';
import type { AllowRule, Policy } from '#core/policy.ts';

/** Who is in each group now; `unknown`: Slack knows no such group. A group that could not be looked up is absent. */
export type GroupMembers = ReadonlyMap<string, readonly string[] | 'unknown'>;

/** What names people: the rules, who may read the audit, and who may pause. */
export interface Naming extends Pick<Policy, 'rules'> {
  readonly audit?: { readonly readers: People };
  readonly pause?: { readonly by: People };
}

/** Each place of the configuration that names people. */
function placesOf({ rules, audit, pause }: Naming): readonly (People & { readonly where: string })[] {
  const ofRules = rules.flatMap((rule) =>
    rule.effect === 'deny'
      ? []
      : peopleOfRule(rule).map((people) => ({ where: `“${rule.name}”`, ...people })),
  );
  return [
    ...ofRules,
    ...(audit === undefined ? [] : [{ where: 'audit.readers', ...audit.readers }]),
    ...(pause === undefined ? [] : [{ where: 'pause.by', ...pause.by }]),
  ];
}

function peopleOfRule({ ask, approve, escalation, breakGlass }: AllowRule): readonly People[] {
  return [
    ask,
    ...(approve === undefined
      ? []
      : [
          approve.from,
          {
            users: [],
            groups: [...approve.otherTeamThanRequester, ...approve.atLeast.map(({ group }) => group)],
          },
        ]),
    ...(escalation === undefined ? [] : [escalation.to]),
    ...(breakGlass === undefined
      ? []
      : [breakGlass.people, breakGlass.reviewers, { users: breakGlass.tell.users, groups: [] }]),
  ];
}

/** Every user group that the configuration names, once. */
export function groupsOf(naming: Naming): readonly string[] {
  return [...new Set(placesOf(naming).flatMap(({ groups }) => groups))];
}

/** Every person that the configuration names by id, once. */
export function usersOf(naming: Naming): readonly string[] {
  return [...new Set(placesOf(naming).flatMap(({ users }) => users))];
}

/**
 * What the groups of the workspace make of the configuration, one sentence each that says what to do: a group that nobody
 * knows, or one too small for what is asked of it. Groups change without the configuration, so these are warnings:
 * at the click everything fails closed anyway.
 */
export function peopleWarnings(naming: Naming, members: GroupMembers): readonly string[] {
  const unknown = groupsOf(naming)
    .filter((group) => members.get(group) === 'unknown')
    .map(
      (group) =>
        `Slack knows no user group ${group} (or it is disabled), so nobody counts as a member of it; correct its id in ${placesWith(naming, group)}, or enable it.`,
    );
  const rules = naming.rules.filter((rule) => rule.effect === 'allow');
  return [...unknown, ...rules.flatMap((rule) => [...warningsOf(rule, members)])];
}

function placesWith(naming: Naming, group: string): string {
  const places = placesOf(naming).filter(({ groups }) => groups.includes(group));
  return [...new Set(places.map(({ where }) => where))].join(', ');
}

function* warningsOf(rule: AllowRule, members: GroupMembers): Iterable<string> {
  const { name, ask, approve, breakGlass } = rule;
  const where = `rule “${name}”`;
  const requesters = peopleOf(ask, members);
  if (approve !== undefined) {
    const approvers = peopleOf(approve.from, members);
    if (approvers !== undefined && approvers.size < approve.quorum) {
      yield `${where}: ${approve.quorum} must approve, but its groups and people are ${approvers.size} together; lower approve.quorum, or add people.`;
    } else if (approvers !== undefined && requesters !== undefined && requesters.size > 0) {
      const stuck = [...requesters].filter((id) => withoutOne(approvers, id) < approve.quorum);
      if (stuck.length === requesters.size) {
        yield `${where}: a person who may ask (${stuck.join(', ')}) is needed to approve as well, and never counts for their own request; add another approver.`;
      } else if (stuck.length > 0) {
        yield `${where}: a request of ${stuck.join(', ')} is never approved, as too few others may approve it; add another approver.`;
      }
    }
    for (const { group, count } of approve.atLeast) {
      const found = members.get(group);
      if (found !== undefined && found !== 'unknown' && found.length < count) {
        yield `${where}: at least ${count} must be of ${group}, which has ${found.length}; lower approve.atLeast, or add people to the group.`;
      }
    }
  }
  const breakers = breakGlass === undefined ? undefined : peopleOf(breakGlass.people, members);
  const reviewers = breakGlass === undefined ? undefined : peopleOf(breakGlass.reviewers, members);
  if (breakers === undefined || reviewers === undefined) return;
  if ([...breakers].some((id) => withoutOne(reviewers, id) === 0)) {
    yield `${where}: the person who uses break-glass can be its only reviewer, and nobody reviews their own; add to breakGlass.reviewers.`;
  }
}

function withoutOne(people: ReadonlySet<string>, id: string): number {
  return people.size - (people.has(id) ? 1 : 0);
}

/** Everybody of these people; `undefined` where a group of them could not be looked up. */
function peopleOf({ users, groups }: People, members: GroupMembers): ReadonlySet<string> | undefined {
  const found = groups.map((group) => members.get(group));
  if (found.includes(undefined)) return undefined;
  const inGroups = found.flatMap((each) => (each === undefined || each === 'unknown' ? [] : each));
  return new Set([...users, ...inGroups]);
}
