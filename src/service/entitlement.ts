import type { Entitlement, Exclusion, People } from '#core/approval.ts';
import type { Directory } from '#core/ports.ts';

const refuse = (because: Exclusion): Entitlement => ({ type: 'refused', because });

/**
 * Whether somebody is one of these people now. Fails closed: who cannot be looked up is not, and an unknown group
 * makes nobody a member.
 */
export async function entitlementOf(
  directory: Directory,
  userId: string,
  people: People,
): Promise<Entitlement> {
  const standing = await directory.standing(userId);
  if (standing.type === 'excluded') return refuse(standing.because);
  if (people.users.includes(userId)) return { type: 'entitled' };
  const groups = await Promise.all(people.groups.map((group) => directory.members(group)));
  if (groups.some((members) => members !== 'lookup-failed' && members.includes(userId))) {
    return { type: 'entitled' };
  }
  return refuse(groups.includes('lookup-failed') ? 'lookup-failed' : 'not-in-the-rule');
}
