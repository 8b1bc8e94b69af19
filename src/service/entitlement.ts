import type { Entitlement, Exclusion, People, Requirement, Unanswered } from '#core/approval.ts';
import type { Directory } from '#core/ports.ts';
import { decidersOf, type RestoreRequest } from '#core/restore-request.ts';

const refuse = (because: Exclusion): Entitlement => ({ type: 'refused', because });

/**
 * Whether somebody is one of these people now, and in which of the groups. Fails closed: a person who cannot be
 * looked up is not, and an unknown group has no members.
 */
export async function entitlementOf(
  directory: Directory,
  userId: string,
  people: People,
): Promise<Entitlement> {
  const standing = await directory.standing(userId);
  if (standing.type === 'excluded') return refuse(standing.because);
  const members = await Promise.all(people.groups.map((group) => directory.members(group)));
  const groups = people.groups.filter((_, index) => {
    const found = members[index];
    return found !== undefined && typeof found !== 'string' && found.includes(userId);
  });
  if (groups.length > 0 || people.users.includes(userId)) return { type: 'entitled', groups };
  return refuse(unansweredIn(members) ?? 'not-in-the-rule');
}

/** How old an answer may be by which a form is shown; what the form asks for is judged by newer ones. Milliseconds. */
const formMs = 5 * 60_000;

/** A directory for what only shows: a person fills in a form for minutes, and each click would ask Slack again. */
export function rememberedFor(directory: Directory): Directory {
  return {
    standing: (userId) => directory.standing(userId, formMs),
    members: (groupId) => directory.members(groupId, formMs),
  };
}

/** Why the members of some of these groups are unknown; a transient reason comes first. */
export function unansweredIn(answers: readonly (readonly string[] | Unanswered)[]): Unanswered | undefined {
  const unanswered = answers.filter((answer) => typeof answer === 'string');
  return unanswered.find((answer) => answer === 'lookup-failed') ?? unanswered[0];
}

/** Whether somebody may decide about a request now: one of its deciders, and not of the requester's team where that matters. */
export async function deciderEntitlement(
  directory: Directory,
  userId: string,
  request: Pick<RestoreRequest, 'requirement' | 'escalatedAt' | 'requester'>,
): Promise<Entitlement> {
  const { requirement, requester } = request;
  const deciders = decidersOf(request);
  // Where nobody needs to agree, the requester decides about what becomes of it.
  const people = requirement.quorum === 0 ? { ...deciders, users: [...deciders.users, requester] } : deciders;
  const entitlement = await entitlementOf(directory, userId, people);
  if (entitlement.type === 'refused') return entitlement;
  return (await outsideTeam(directory, userId, requirement)) ?? entitlement;
}

async function outsideTeam(
  directory: Directory,
  userId: string,
  { notFrom }: Requirement,
): Promise<Entitlement | undefined> {
  if (notFrom.length === 0) return undefined;
  const teams = await Promise.all(notFrom.map((group) => directory.members(group)));
  const unanswered = unansweredIn(teams);
  if (unanswered !== undefined) return refuse(unanswered);
  const isOne = teams.some((members) => typeof members !== 'string' && members.includes(userId));
  return isOne ? refuse('of-the-requesters-team') : undefined;
}
