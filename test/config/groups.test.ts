import { describe, expect, test } from 'vitest';
import { peopleWarnings } from '#config/policy-people.ts';
import { glass, readRules, rule, rules } from '#test/support/written-rules.ts';

describe('what the groups of the workspace make of the rules is warned about by name', () => {
  const warnings = (written: string, members: Readonly<Record<string, readonly string[] | 'unknown'>>) =>
    peopleWarnings(readRules(written), new Map(Object.entries(members))).join('\n');
  const oncall = ['U0ANA', 'U0BEN'];

  test('an unknown group', () => {
    const said = warnings(rules(rule()), { S0ONCALL: oncall, S0DBA: 'unknown' });

    expect(said).toContain('Slack knows no user group S0DBA');
    expect(said).toContain('correct its id in “production”');
  });

  test('an unknown group of those who pause, read the audit, or must be among the approvers', () => {
    const approve = { groups: ['S0DBA'], quorum: 2, atLeast: { S0DBA: 1 } };
    const said = warnings(
      `${rules(rule({ approve }))}
audit: { readers: { groups: [S0AUDIT] } }
pause: { by: { groups: [S0PAUSE] } }`,
      { S0ONCALL: oncall, S0DBA: 'unknown', S0AUDIT: 'unknown', S0PAUSE: 'unknown' },
    );

    expect(said).toContain('correct its id in “production”');
    expect(said).toContain(
      'S0AUDIT (or it is disabled), so nobody counts as a member of it; correct its id in audit.readers',
    );
    expect(said).toContain('correct its id in pause.by');
  });

  test('a group with one member who is also the only requester', () => {
    const said = warnings(rules(rule()), { S0ONCALL: ['U0ANA'], S0DBA: ['U0ANA'] });

    expect(said).toContain('rule “production”: a person who may ask (U0ANA) is needed to approve as well');
    expect(said).toContain('add another approver');
  });

  test('somebody whose own requests nobody else can approve', () => {
    const said = warnings(rules(rule()), { S0ONCALL: oncall, S0DBA: ['U0BEN'] });

    expect(said).toContain('a request of U0BEN is never approved');
  });

  test('a quorum larger than the group', () => {
    const two = rules(rule({ approve: { quorum: 2, groups: ['S0DBA'] } }));

    expect(warnings(two, { S0ONCALL: oncall, S0DBA: ['U0CLEO'] })).toContain(
      'rule “production”: 2 must approve, but its groups and people are 1 together; lower approve.quorum',
    );
  });

  test('a share larger than the group', () => {
    const two = rules(rule({ approve: { quorum: 2, groups: ['S0DBA', 'S0SRE'], atLeast: { S0DBA: 2 } } }));

    expect(
      warnings(two, { S0ONCALL: oncall, S0DBA: ['U0CLEO'], S0SRE: ['U0DAN', 'U0EVE', 'U0FAY'] }),
    ).toContain('at least 2 must be of S0DBA, which has 1');
  });

  test('a reviewer who can be the one who uses break-glass, and nobody else', () => {
    const said = warnings(rules(rule({ breakGlass: glass })), { S0ONCALL: oncall, S0DBA: ['U0BEN'] });

    expect(said).toContain('rule “production”: the person who uses break-glass can be its only reviewer');
  });

  test('and nothing is, where there are enough people, or a group could not be looked up', () => {
    const enough = { S0ONCALL: oncall, S0DBA: ['U0BEN', 'U0CLEO'] };

    expect(warnings(rules(rule({ breakGlass: glass })), enough)).toBe('');
    expect(warnings(rules(rule()), { S0ONCALL: oncall })).toBe('');
  });
});
