import { describe, expect, test } from 'vitest';
import { sameDemands } from '#core/approval.ts';
import type { Subject } from '#core/match.ts';
import { policyProblems } from '#core/policy-problems.ts';
import { type AllowRule, type ApprovalRule, judge, requirementOf, type Rule } from '#core/policy.ts';
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
      aRule({ name: 'beside', match: { impacts: ['new-target'] } }),
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
});

describe('a configuration is refused', () => {
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
