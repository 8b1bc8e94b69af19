import { describe, expect, test } from 'vitest';
import { policyProblems } from '#config/policy-problems.ts';
import { type BreakGlass, type Requirement, sameDemands } from '#core/approval.ts';
import type { Match, Subject } from '#core/match.ts';
import { type AllowRule, type ApprovalRule, judge, requirementOf, type Rule } from '#core/policy.ts';
import { demandDifferences } from '#service/demand-differences.ts';
import { glassRule } from '#test/support/break-glass.ts';
import { aRequirement } from '#test/support/builders.ts';

function anApproval(changes: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    quorum: 1,
    from: { users: [], groups: ['S0DBA'] },
    atLeast: [],
    otherTeamThanRequester: [],
    ...changes,
  };
}

function aRule(changes: Partial<AllowRule> = {}): AllowRule {
  return {
    effect: 'allow',
    name: 'production',
    match: {},
    ask: { users: [], groups: ['S0ONCALL'] },
    approve: anApproval(),
    sharedChannels: false,
    windowMs: 3_600_000,
    startWithinMs: 900_000,
    ...changes,
  };
}

const subject: Subject = {
  connection: 'crdb-prod',
  kind: 'cluster',
  impact: 'in-place',
  source: { id: 'cluster-1', name: 'orders-prod' },
  sourceTags: {},
  target: { id: 'cluster-1', name: 'orders-prod' },
  tags: {},
  channel: 'C0OPS',
  now: new Date('2026-03-01T03:00:00.000Z'),
};

/** The name of the rule that decides; `undefined` where none does. */
function deciding(rules: readonly Rule[], about: Subject): string | undefined {
  const judged = judge(rules, about);
  return judged.type === 'no-rule' ? undefined : judged.rule.name;
}

describe('rules', () => {
  test('the first that matches decides', () => {
    const rules = [
      aRule({ name: 'staging', match: { connections: ['crdb-staging'] } }),
      aRule({ name: 'new-target', match: { impacts: ['new-target'] } }),
      aRule({
        name: 'in place',
        match: { connections: ['crdb-prod'], kinds: ['cluster'], impacts: ['in-place'] },
      }),
      aRule({ name: 'the rest' }),
    ];

    expect(deciding(rules, subject)).toBe('in place');
    expect(deciding(rules, { ...subject, kind: 'table' })).toBe('the rest');
    expect(deciding(rules.slice(0, 2), subject)).toBeUndefined();
  });

  test('what a rule demands is written into the request', () => {
    expect(requirementOf(aRule({ approve: undefined }))).toMatchObject({ rule: 'production', quorum: 0 });
    expect(requirementOf(aRule())).toMatchObject({ quorum: 1, approvers: { groups: ['S0DBA'] } });
  });

  test('a renamed rule demands the same; another quorum or another group does not', () => {
    const before = aRequirement({ approvers: { users: ['U1', 'U2'], groups: ['S0DBA'] } });

    expect(
      sameDemands(before, {
        ...before,
        rule: 'renamed',
        approvers: { users: ['U2', 'U1'], groups: ['S0DBA'] },
      }),
    ).toBe(true);
    expect(sameDemands(before, { ...before, quorum: 2 })).toBe(false);
    expect(sameDemands(before, { ...before, approvers: { users: ['U1'], groups: ['S0DBA'] } })).toBe(false);
  });

  test('whatever of a demand changes, the demand is another one, and the difference is named', () => {
    const before = aRequirement({
      atLeast: [{ group: 'S0DBA', count: 1 }],
      notFrom: ['S0TEAM'],
      escalation: { afterMs: 60_000, to: { users: ['U0LEAD'], groups: [] } },
      breakGlass: glassRule,
    });
    const glass = (changes: Partial<BreakGlass>) => ({ breakGlass: { ...glassRule, ...changes } });
    const changes: readonly Partial<Requirement>[] = [
      { quorum: 2 },
      { approvers: { users: ['U0NEW'], groups: ['S0DBA'] } },
      { atLeast: [] },
      { notFrom: [] },
      { escalation: undefined },
      { escalation: { afterMs: 60_000, to: { users: [], groups: ['S0LEADS'] } } },
      { escalation: { afterMs: 1_000, to: { users: ['U0LEAD'], groups: [] } } },
      { sharedChannels: true },
      { breakGlass: undefined },
      glass({ people: { users: ['U0DORA'], groups: [] } }),
      glass({ reviewers: { users: ['U0EVE'], groups: [] } }),
      glass({ tell: { channels: [], users: ['U0BEN'] } }),
      glass({ reviewWithinMs: 1_000 }),
    ];

    for (const change of changes) {
      const now = { ...before, ...change };
      expect([change, sameDemands(before, now)]).toEqual([change, false]);
      expect(demandDifferences(before, now)).toHaveLength(1);
    }
    const lengths = { rule: 'renamed', windowMs: 1, startWithinMs: 1, remindEveryMs: 1 };
    expect(sameDemands(before, { ...before, ...lengths, othersIn: { S0DBA: ['U0ADA'] } })).toBe(true);
  });
});

describe('a rule that forbids', () => {
  const staging = { id: 'cluster-2', name: 'orders-staging' };
  const copied: Subject = { ...subject, impact: 'new-target', target: staging };
  const deny = (match: Match): Rule => ({ effect: 'deny', name: 'no', match, reason: 'Call us.' });
  const judged = (match: Match, about = copied) => judge([aRule(), deny(match)], about);

  test.each<[what: string, match: Match]>([
    ['its name', { targets: ['orders-prod'] }],
    ['its id', { targets: ['cluster-1'] }],
    ['a pattern', { targets: ['*-prod'], connections: ['crdb-*'] }],
    ['its tags', { tags: { env: 'prod*' } }],
    ['both', { targets: ['orders-*'], tags: { env: 'prod*' } }],
  ])('protects what it names by %s as a source, too', (_, match) => {
    const about = { ...copied, sourceTags: { env: 'production' }, tags: { env: 'staging' } };

    expect(judged(match, about)).toMatchObject({ type: 'denied', end: 'source' });
  });

  test('does not mix the two ends, and still demands the rest', () => {
    const about = { ...copied, sourceTags: { env: 'test' }, tags: { env: 'production' } };

    for (const sourceTags of [about.sourceTags, {}]) {
      const one = { ...about, sourceTags };
      expect(judged({ targets: ['orders-prod'], tags: { env: 'production' } }, one).type).toBe('allowed');
    }
    expect(judged({ targets: ['orders-prod'], impacts: ['in-place'] }).type).toBe('allowed');
  });

  test('that says something of sources means the ends as it says', () => {
    expect(judged({ targets: ['orders-prod'], sources: ['*'] }).type).toBe('allowed');
    expect(judged({ sources: ['orders-prod'] })).toMatchObject({ type: 'denied', end: 'target' });
    expect(judged({ sources: ['orders-prod'], targets: ['orders-prod'] }).type).toBe('allowed');
    expect(judged({ sourceTags: { env: 'x' }, targets: ['orders-prod'] }).type).toBe('allowed');
  });

  test('a rule that allows looks at the end that it names', () => {
    const rules = [
      aRule({ name: 'of production', match: { sources: ['*-prod'] } }),
      aRule({ name: 'to production', match: { targets: ['*-prod'] } }),
      aRule({ name: 'the rest' }),
    ];

    expect(deciding(rules, copied)).toBe('of production');
    expect(deciding(rules.slice(1), copied)).toBe('the rest');
  });
});

describe('a configuration is refused', () => {
  test('where an earlier rule takes every restore of a later one, and not where it only takes some sources', () => {
    const reached = (match: Match) =>
      policyProblems({ rules: [aRule({ name: 'first', match }), aRule()], freezes: [] }, ['crdb-prod']);

    expect(reached({})).toEqual([expect.stringContaining('never decides')]);
    expect(reached({ sources: ['*-prod'] })).toEqual([]);
    expect(reached({ sourceTags: { env: 'prod' } })).toEqual([]);
  });

  const problems = (rule: Partial<AllowRule>) =>
    policyProblems({ rules: [aRule(rule)], freezes: [] }, ['crdb-prod']).join(' ');

  test('where a restore in place could need nobody', () => {
    expect(problems({ approve: undefined })).toMatch(/in place would need nobody's approval/);
    expect(problems({ approve: undefined, match: { impacts: ['in-place', 'new-target'] } })).toMatch(
      /nobody's approval/,
    );
    expect(problems({ approve: undefined, match: { impacts: ['new-target'] } })).toBe('');
  });

  test('where an empty list would mean nobody, or not enough people', () => {
    expect(problems({ approve: anApproval({ from: { users: [], groups: [] } }) })).toMatch(
      /nobody may approve/,
    );
    expect(
      problems({ approve: anApproval({ quorum: 2, from: { users: ['U1', 'U1'], groups: [] } }) }),
    ).toMatch(/2 must approve, but only 1 may/);
    expect(problems({ ask: { users: [], groups: [] } })).toMatch(/nobody may ask/);
  });

  test('where a rule names a connection that does not exist, or there is no rule', () => {
    expect(problems({ match: { connections: ['crdb-prd'] } })).toMatch(/no connection “crdb-prd”/);
    expect(policyProblems({ rules: [], freezes: [] }, ['crdb-prod'])).toEqual([
      expect.stringMatching(/none allows anything/),
    ]);
  });
});
