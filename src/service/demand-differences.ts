import { type Demand, demandOf, type People, type Requirement } from '#core/approval.ts';
import type { Difference } from '#core/fingerprint.ts';

/** What a rule demanded when votes were given, against what it demands now; only what differs. */
export function demandDifferences(before: Requirement, now: Requirement): readonly Difference[] {
  const [old, fresh] = [demandOf(before), demandOf(now)];
  const parts = Object.values(inWords).map((part) => ({
    label: part.label,
    before: part.words(old),
    after: part.words(fresh),
  }));
  return [{ label: 'Rule', before: before.rule, after: now.rule }, ...parts].filter(
    (part) => part.before !== part.after,
  );
}

/** A line for each part of a demand, so that none can be left out. */
const inWords: {
  readonly [Part in keyof Demand]-?: {
    readonly label: string;
    readonly words: (demand: Demand) => string;
  };
} = {
  quorum: { label: 'Approvals needed', words: ({ quorum }) => `${quorum}` },
  approvers: { label: 'Approvers', words: ({ approvers }) => idsOf(approvers) },
  atLeast: {
    label: 'Of which',
    words: ({ atLeast }) => listed(atLeast.map(({ group, count }) => `${count} of ${group}`)),
  },
  notFrom: { label: 'Nobody from', words: ({ notFrom }) => listed(notFrom) },
  escalation: {
    label: 'Escalated to',
    words: ({ escalation }) =>
      escalation === undefined ? 'nobody' : `${idsOf(escalation.to)} after ${seconds(escalation.afterMs)}`,
  },
  breakGlass: { label: 'Break-glass', words: ({ breakGlass }) => glassInWords(breakGlass) },
  objectives: {
    label: 'Objectives',
    words: ({ objectives = [] }) =>
      listed(
        objectives.map(({ rpoMs, rtoMs, overRpo }) =>
          [
            ...(rpoMs === undefined ? [] : [`loses ${seconds(rpoMs)} at most, else ${overRpo}`]),
            ...(rtoMs === undefined ? [] : [`takes ${seconds(rtoMs)} at most`]),
          ].join(', '),
        ),
      ),
  },
  sharedChannels: {
    label: 'Channels that other organizations see',
    words: ({ sharedChannels }) => (sharedChannels ? 'allowed' : 'refused'),
  },
};

function glassInWords(glass: Demand['breakGlass']): string {
  if (glass === undefined) return 'nobody';
  const { people, reviewers, tell, reviewWithinMs } = glass;
  const told = listed([...tell.channels, ...tell.users]);
  return `${idsOf(people)}; reviewed by ${idsOf(reviewers)} within ${seconds(reviewWithinMs)}; tells ${told}`;
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}

function idsOf({ users, groups }: People): string {
  return listed([...groups, ...users]);
}

function listed(parts: readonly string[]): string {
  return parts.length === 0 ? 'none' : [...new Set(parts)].toSorted().join(', ');
}
