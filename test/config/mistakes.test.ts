import { describe, expect, test } from 'vitest';
import { policyWarnings } from '#config/policy-warnings.ts';
import { glass, problemsOf, readRules, rule, rules } from '#test/support/written-rules.ts';

test('the rule of these tests is taken', () => {
  expect(readRules(rules(rule({ breakGlass: glass }))).rules).toHaveLength(1);
});

describe('a dangerous mistake is refused by name, with what to write instead', () => {
  test.each<readonly [mistake: string, written: string, says: string, instead: string]>([
    [
      'no approver',
      rules(rule({ approve: undefined })),
      'rule “production”: approve is left out, and it could match a restore in place',
      'write approve: {quorum: 1, groups: [S…]}',
    ],
    [
      'no approver for a download among others',
      rules(rule({ approve: undefined, match: {} })),
      'a restore in place and a download',
      'match.impacts: [new-target]',
    ],
    [
      'nobody for a restore in place',
      rules(rule({ approve: 'nobody' })),
      "rule “production”: a restore in place would need nobody's approval",
      'give it approvers',
    ],
    [
      'nobody for a download in passing',
      rules(rule({ approve: 'nobody', match: { impacts: ['new-target', 'download'] } })),
      'rule “production”: a download, with which data leaves',
      'a separate rule for match.impacts: [download]',
    ],
    [
      'an empty list of approvers',
      rules(rule({ approve: { quorum: 1 } })),
      'rule “production”: nobody may approve',
      'list people or groups',
    ],
    [
      'an empty list of who may ask',
      rules(rule({ ask: {} })),
      'rule “production”: nobody may ask',
      'list people or groups',
    ],
    [
      'a quorum larger than those who may',
      rules(rule({ approve: { quorum: 3, users: ['U0A', 'U0B', 'U0A'] } })),
      'rule “production”: 3 must approve, but only 2 may',
      'lower the quorum',
    ],
    [
      'a requester who is the only approver',
      rules(rule({ ask: { users: ['U0A'] }, approve: { users: ['U0A'] } })),
      'rule “production”: a person who may ask is among the approvers',
      'list another approver',
    ],
    [
      'a share of a group that may not approve',
      rules(rule({ approve: { groups: ['S0DBA'], atLeast: { S0SRE: 1 } } })),
      'rule “production”: at least 1 must be of S0SRE',
      'add it to approve.groups',
    ],
    [
      'a share larger than the quorum',
      rules(rule({ approve: { groups: ['S0DBA'], atLeast: { S0DBA: 2 } } })),
      'rule “production”: at least 2 of S0DBA are more than the quorum of 1',
      'raise the quorum',
    ],
    ['a window of zero', rules(rule({ window: '0m' })), 'rule “production”: window is zero', 'such as 1h'],
    [
      'no time to start',
      rules(rule({ startWithin: '0s' })),
      'rule “production”: startWithin is zero',
      'such as 15m',
    ],
    [
      'an escalation after the end',
      rules(rule({ window: '30m', escalate: { after: '30m', users: ['U0A'] } })),
      'rule “production”: escalate.after must be',
      'half of window',
    ],
    [
      'break-glass for nobody',
      rules(rule({ breakGlass: { ...glass, groups: [] } })),
      'rule “production”: breakGlass names nobody',
      'list users or groups under breakGlass',
    ],
    [
      'break-glass without reviewers',
      rules(rule({ breakGlass: { ...glass, reviewers: {} } })),
      'rule “production”: nobody reviews break-glass',
      'breakGlass.reviewers',
    ],
    [
      'break-glass that nobody hears of',
      rules(rule({ breakGlass: { ...glass, tell: {} } })),
      'rule “production”: nobody would be told',
      'breakGlass.tell',
    ],
    [
      'two rules of one name',
      rules(rule({ match: { kinds: ['table'], impacts: ['in-place'] } }), rule()),
      'rule “production”: there are several of this name',
      'give each its own',
    ],
    [
      'a rule behind one that matches everything it does',
      rules(
        rule({ name: 'loose', match: { targets: ['orders-*'], impacts: ['in-place', 'new-target'] } }),
        rule({ name: 'strict', match: { targets: ['orders-prod'], impacts: ['in-place'] } }),
      ),
      'rule “strict”: it never decides, because “loose” before it',
      'move it before that one',
    ],
    [
      'a connection that does not exist',
      rules(rule({ match: { connections: ['crdb-prd'], impacts: ['in-place'] } })),
      'rule “production”: there is no connection “crdb-prd”',
      'write one of crdb-prod',
    ],
    [
      'a list that is empty',
      rules(rule({ match: { targets: [], impacts: ['in-place'] } })),
      'rules.0.match.targets',
      'leave it out',
    ],
    [
      'a denial without a reason',
      'rules: [{ name: no, effect: deny }]',
      'rules.0.reason: it is missing',
      'write a text',
    ],
    [
      'a handle instead of an id',
      rules(rule({ approve: { groups: ['@dba'] } })),
      'rules.0.approve.groups.0',
      'write Slack user group ids',
    ],
    ['no rule at all', 'rules: []', 'none allows anything', 'write at least one'],
    [
      'a name of a channel instead of its id',
      rules(rule({ match: { channels: ['#ops'], impacts: ['in-place'] } })),
      'rules.0.match.channels.0',
      'write Slack channel ids',
    ],
    [
      'a freeze in a time zone that does not exist',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Bonn } }]`,
      'freezes.0.times.zone',
      'IANA name',
    ],
    [
      'a freeze that lasts no time',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { days: [Fri], at: '18:00', for: 0h, zone: UTC } }]`,
      'freezes.0.times: for is zero',
      'such as 62h',
    ],
    [
      'a freeze that ends before it begins',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { from: '2026-12-20T18:00', until: '2026-12-20T18:00', zone: UTC } }]`,
      'freezes.0.times',
      'let until come after from',
    ],
    [
      'a day that the calendar does not have',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { from: '2026-02-29T18:00', until: '2026-03-20T18:00', zone: UTC } }]`,
      'freezes.0.times.from',
      'such as 2026-12-20T18:00',
    ],
    [
      'a pattern that never comes',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { cron: '0 0 30 2 *', for: 1h, zone: UTC } }]`,
      'freezes.0.times: “0 0 30 2 *” never comes',
      'a day that the calendar has',
    ],
    [
      'a pattern of cron that is none',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { cron: '0 18 * *', for: 1h, zone: UTC } }]`,
      'freezes.0.times: “0 18 * *” is no cron pattern',
      'five parts',
    ],
    [
      'a key that is short',
      `${rules(rule())}\nsecrets: { keys: [c2hvcnQ=] }`,
      'secrets.keys.0',
      'openssl rand -base64 32',
    ],
    [
      'a key that the environment lacks',
      `${rules(rule())}\nsecrets: { keys: ['\${RESTOREBOT_SECRET_KEY}'] }`,
      'the environment has no RESTOREBOT_SECRET_KEY',
      'refers to',
    ],
  ])('%s', (_, written, says, instead) => {
    const problems = problemsOf(written);

    expect(problems).toContain(says);
    expect(problems).toContain(instead);
  });
});

const now = new Date('2026-03-03T12:00:00Z');
const connections = [
  { connection: 'crdb-prod', hasTags: true },
  { connection: 'prisma-shop', hasTags: false },
];

describe('what is probably a mistake is warned about by name, with what to write instead', () => {
  test.each<readonly [mistake: string, written: string, says: string, instead: string]>([
    [
      'a download for which nobody needs to agree',
      rules(rule({ match: { impacts: ['download'] }, approve: 'nobody' })),
      'rule “production”: data leaves with a download',
      'write approve: {quorum: 1',
    ],
    [
      'a rule that a denial forbids wholly',
      rules(rule(), '{ name: none, effect: deny, reason: No. }'),
      'rule “production”: the rule “none” forbids all that it allows',
      'narrow that one',
    ],
    [
      'times to start that a freeze forbids wholly',
      `${rules(rule())}
freezes:
  - { name: nights, effect: allow, times: { cron: '0 22 * * SAT', for: 4h, zone: Europe/Berlin } }
  - { name: weekends, effect: deny, times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Berlin } }`,
      'freeze “nights”: the freeze “weekends” forbids all of the time',
      'shorten that one',
    ],
    [
      'a freeze that is over',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { from: '2025-12-20T18:00', until: '2025-12-30T18:00', zone: UTC } }]`,
      'freeze “f”: it is over',
      'take it out',
    ],
    [
      'times to start that are over',
      `${rules(rule())}
freezes: [{ name: f, effect: allow, times: { from: '2025-12-20T18:00', until: '2025-12-30T18:00', zone: UTC } }]`,
      'so none starts any more',
      'write new ones',
    ],
    [
      'tags on a connection whose vendor has none, next to one whose vendor has',
      rules(rule({ match: { impacts: ['in-place'], tags: { env: 'production' } } })),
      'rule “production”: it matches on tags, and never matches on prisma-shop, whose vendor has none',
      'write match.connections: [crdb-prod]',
    ],
  ])('%s', (_, written, says, instead) => {
    const warnings = policyWarnings(readRules(written), connections, now).join('\n');

    expect(warnings).toContain(says);
    expect(warnings).toContain(instead);
  });

  test('a freeze together with the times to start is not', () => {
    const together = `${rules(rule())}
freezes:
  - { name: nights, effect: allow, times: { cron: '0 22 * * *', for: 4h, zone: Europe/Berlin } }
  - { name: weekends, effect: deny, times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Berlin } }`;

    expect(policyWarnings(readRules(together), connections, now)).toEqual([]);
  });

  test('tags where no vendor has any are, in a freeze too', () => {
    const frozen = `${rules(rule())}
freezes:
  - { name: nights, effect: deny, match: { tags: { env: production } }, times: { days: [Fri], at: '18:00', for: 9h, zone: UTC } }`;

    expect(policyWarnings(readRules(frozen), connections.slice(1), now)).toEqual([
      'freeze “nights”: it matches on tags, and never matches on prisma-shop, whose vendor has none; match targets by name instead.',
    ]);
  });

  test('tags on a connection whose vendor has them are not', () => {
    const tagged = rule({
      match: { connections: ['crdb-*'], impacts: ['in-place'], tags: { env: 'production' } },
    });

    expect(policyWarnings(readRules(rules(tagged)), connections, now)).toEqual([]);
  });
});
