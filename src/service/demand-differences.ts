import type { People, Requirement } from '#core/approval.ts';
import type { Difference } from '#core/impact.ts';

/** What a rule demanded when votes were given, against what it demands now; only what differs. */
export function demandDifferences(before: Requirement, now: Requirement): readonly Difference[] {
  const [old, fresh] = [inWords(before), inWords(now)];
  return Object.keys(old)
    .filter((label) => old[label] !== fresh[label])
    .map((label) => ({ label, before: old[label] ?? 'none', after: fresh[label] ?? 'none' }));
}

function inWords(requirement: Requirement): Readonly<Record<string, string>> {
  const { rule, quorum, approvers, atLeast, notFrom, escalation, sharedChannels } = requirement;
  return {
    Rule: rule,
    'Approvals needed': `${quorum}`,
    Approvers: idsOf(approvers),
    'Of which': listed(atLeast.map(({ group, count }) => `${count} of ${group}`)),
    'Nobody from': listed(notFrom),
    'Escalated to': escalation === undefined ? 'nobody' : idsOf(escalation.to),
    'Channels that other organisations see': sharedChannels ? 'allowed' : 'refused',
  };
}

function idsOf({ users, groups }: People): string {
  return listed([...groups, ...users]);
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? 'none' : parts.toSorted().join(', ');
}
