import { describe, expect, test } from 'vitest';
import { parseConfig } from '#config/config.ts';
import { frozenBy } from '#core/freeze.ts';
import { fits, type Subject } from '#core/match.ts';
import type { Channels } from '#core/ports.ts';
import { type Judged, judgeFor, whyNotAsk } from '#service/judgement.ts';

/** The rules of a shop, written as a shop would write them. */
const shop = parseConfig(
  `
slack: { botToken: xoxb-1, appToken: xapp-1 }
redis: { url: 'redis://127.0.0.1:1' }
connections:
  crdb-prod: { provider: cockroach }
  crdb-staging: { provider: cockroach }
  atlas-eu: { provider: atlas }
rules:
  - name: payments are restored by hand
    match: { targets: [payments-*] }
    effect: deny
    reason: Call the payments team.
  - name: billing
    match: { targets: [billing-*], impacts: [in-place] }
    ask: { groups: [S0ONCALL] }
    approve: { quorum: 2, groups: [S0ONCALL, S0DBA], atLeast: { S0DBA: 1 } }
  - name: tagged as critical
    match: { tags: { tier: 'crit*' }, impacts: [in-place] }
    ask: { groups: [S0DBA] }
    approve: { quorum: 2, groups: [S0DBA], otherTeamThanRequester: [S0ONCALL] }
  - name: at night one is enough
    match:
      connections: [crdb-*]
      impacts: [in-place]
      times: { days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun], at: '22:00', for: 8h, zone: Europe/Berlin }
    ask: { groups: [S0ONCALL] }
    approve: { quorum: 1, groups: [S0DBA] }
  - name: in place
    match: { impacts: [in-place], channels: [C0INCIDENTS] }
    ask: { groups: [S0ONCALL, S0DBA] }
    approve: { quorum: 2, groups: [S0DBA] }
  - name: new databases
    match: { impacts: [new-target] }
    ask: { groups: [S0ONCALL], users: [U0DORA] }
  - name: downloads of staging
    match: { connections: ['crdb-stagin?'], impacts: [download] }
    ask: { groups: [S0ONCALL] }
    approve: nobody
freezes:
  - name: the weekend
    effect: deny
    match: { connections: [crdb-prod], impacts: [in-place] }
    times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Berlin }
    breakGlass: passes
  - name: year's end
    effect: deny
    match: { connections: [atlas-*] }
    times: { from: '2026-12-20T00:00', until: '2027-01-03T00:00', zone: Europe/Berlin }
    pending: end
  - name: hours of the auditors
    effect: allow
    match: { connections: [crdb-staging], impacts: [in-place] }
    times: { cron: '0 8 * * MON-FRI', for: 10h, zone: America/New_York }
`,
  {},
);

const members: Readonly<Record<string, readonly string[]>> = {
  S0ONCALL: ['U0ANA', 'U0BEN'],
  S0DBA: ['U0BEN', 'U0CLEO'],
};
const directory = {
  standing: (id: string) =>
    Promise.resolve(
      id === 'U0GUS'
        ? ({ type: 'excluded', because: 'guest' } as const)
        : ({ type: 'member', id, name: id } as const),
    ),
  members: (group: string) => Promise.resolve(members[group] ?? ('lookup-failed' as const)),
};

/** A Tuesday at noon in Berlin, unless a row says otherwise. */
const noon = '2026-03-03T11:00:00Z';

function subject([connection, target, impact]: Plan, at: string, changes: Partial<Subject> = {}): Subject {
  return {
    connection,
    kind: 'cluster',
    impact,
    source: { id: `id-${target}`, name: target },
    sourceTags: {},
    target: { id: `id-${target}`, name: target },
    tags: {},
    channel: 'C0INCIDENTS',
    now: new Date(at),
    ...changes,
  };
}

type Plan = readonly [connection: string, target: string, impact: Subject['impact']];

/** Those of one organization. */
const channels: Channels = { sharing: async () => 'internal' };

/** As text: who may ask, under which rule, who must agree, and what holds it. */
async function decision(person: string, about: Subject): Promise<string> {
  const judged = await judgeFor({ policy: shop, directory }, { requester: person }, about);
  if (judged.type === 'refused') return refusal(judged.refusal);
  const no = await whyNotAsk({ directory, channels }, person, about.channel, judged);
  if (no !== undefined) return `${judged.rule.name}: ${refusal(no)}`;
  return `${judged.rule.name}: ${demand(judged)}${hold(judged)}`;
}

type Refusal = Extract<Judged, { type: 'refused' }>['refusal'];

function refusal(it: Refusal): string {
  if (it.code === 'denied-by-rule') return `${it.rule}: denied`;
  if (it.code === 'may-not-ask') return `may not ask (${it.because})`;
  return it.code === 'frozen' ? `frozen by ${it.freeze}` : it.code;
}

function demand({ requirement }: Extract<Judged, { type: 'allowed' }>): string {
  const { quorum, approvers, atLeast, notFrom } = requirement;
  if (quorum === 0) return 'nobody';
  const share = atLeast.map(({ group, count }) => `, ${count} of ${group}`).join('');
  const team = notFrom.map((group) => `, none of ${group}`).join('');
  return `${quorum} of ${approvers.groups.join('+')}${share}${team}`;
}

function hold({ frozen }: Extract<Judged, { type: 'allowed' }>): string {
  return frozen === undefined ? '' : `, held by ${frozen.freeze.name} until ${frozen.until?.toISOString()}`;
}

const inPlace = 'in-place';
const newTarget = 'new-target';
const out = 'download';

describe('who may restore what, when, and who must agree', () => {
  test.each<readonly [person: string, plan: Plan, at: string, expected: string]>([
    ['U0ANA', ['crdb-prod', 'orders', inPlace], noon, 'in place: 2 of S0DBA'],
    ['U0BEN', ['crdb-prod', 'orders', inPlace], noon, 'in place: 2 of S0DBA'],
    ['U0DORA', ['crdb-prod', 'orders', inPlace], noon, 'in place: may not ask (not-in-the-rule)'],
    ['U0GUS', ['crdb-prod', 'orders', inPlace], noon, 'in place: may not ask (guest)'],
    // A denial beats every rule that allows, wherever both stand.
    ['U0BEN', ['crdb-prod', 'payments-eu', inPlace], noon, 'payments are restored by hand: denied'],
    ['U0BEN', ['crdb-prod', 'payments-eu', newTarget], noon, 'payments are restored by hand: denied'],
    ['U0BEN', ['crdb-prod', 'Payments-eu', inPlace], noon, 'in place: 2 of S0DBA'],
    // The first that matches decides; a share of the quorum is of one group.
    ['U0ANA', ['crdb-prod', 'billing-eu', inPlace], noon, 'billing: 2 of S0ONCALL+S0DBA, 1 of S0DBA'],
    ['U0CLEO', ['crdb-prod', 'billing-eu', inPlace], noon, 'billing: may not ask (not-in-the-rule)'],
    ['U0ANA', ['crdb-prod', 'billing-eu', newTarget], noon, 'new databases: nobody'],
    // At 22:00 in Berlin the night begins, which is 21:00 UTC in winter and 20:00 in summer.
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-03-03T20:59:59Z', 'in place: 2 of S0DBA'],
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-03-03T21:00:00Z', 'at night one is enough: 1 of S0DBA'],
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-07-07T20:00:00Z', 'at night one is enough: 1 of S0DBA'],
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-03-04T05:00:00Z', 'in place: 2 of S0DBA'],
    // Where the requester's approval of others would stay in the team.
    ['U0ANA', ['crdb-prod', 'orders', newTarget], noon, 'new databases: nobody'],
    ['U0DORA', ['atlas-eu', 'orders', newTarget], noon, 'new databases: nobody'],
    ['U0ANA', ['crdb-staging', 'orders', out], noon, 'downloads of staging: nobody'],
    ['U0ANA', ['crdb-prod', 'orders', out], noon, 'no-rule'],
    // The weekend holds; it begins on Friday at 18:00 in Berlin and lasts 62 hours.
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-03-06T16:59:59Z', 'in place: 2 of S0DBA'],
    [
      'U0ANA',
      ['crdb-prod', 'orders', inPlace],
      '2026-03-06T17:00:00Z',
      'in place: 2 of S0DBA, held by the weekend until 2026-03-09T07:00:00.000Z',
    ],
    ['U0ANA', ['crdb-prod', 'orders', newTarget], '2026-03-06T17:00:00Z', 'new databases: nobody'],
    ['U0ANA', ['crdb-prod', 'orders', inPlace], '2026-03-09T07:00:00Z', 'in place: 2 of S0DBA'],
    // The end of the year ends what waits, so nobody may even ask.
    ['U0BEN', ['atlas-eu', 'orders', inPlace], '2026-12-19T22:59:59Z', 'in place: 2 of S0DBA'],
    ['U0BEN', ['atlas-eu', 'orders', inPlace], '2026-12-19T23:00:00Z', "in place: frozen by year's end"],
    [
      'U0BEN',
      ['atlas-eu', 'orders', newTarget],
      '2026-12-24T12:00:00Z',
      "new databases: frozen by year's end",
    ],
    ['U0BEN', ['atlas-eu', 'orders', inPlace], '2027-01-02T23:00:00Z', 'in place: 2 of S0DBA'],
    // Only while the auditors work: from 8:00 to 18:00 in New York.
    ['U0ANA', ['crdb-staging', 'orders', inPlace], '2026-03-03T13:00:00Z', 'in place: 2 of S0DBA'],
    [
      'U0ANA',
      ['crdb-staging', 'orders', inPlace],
      noon,
      'in place: 2 of S0DBA, held by hours of the auditors until 2026-03-03T13:00:00.000Z',
    ],
    [
      'U0ANA',
      ['crdb-staging', 'orders', inPlace],
      '2026-03-07T13:00:00Z',
      'in place: 2 of S0DBA, held by hours of the auditors until 2026-03-09T12:00:00.000Z',
    ],
  ])('%s, %j at %s: %s', async (person, plan, at, expected) => {
    await expect(decision(person, subject(plan, at))).resolves.toBe(expected);
  });

  test.each<readonly [what: string, changes: Partial<Subject>, expected: string]>([
    ['another channel', { channel: 'C0RANDOM' }, 'no-rule'],
    ['a tag', { tags: { tier: 'critical' } }, 'tagged as critical: 2 of S0DBA, none of S0ONCALL'],
    ['another value', { tags: { tier: 'low' } }, 'in place: 2 of S0DBA'],
    ['a tag of every object', { tags: {} }, 'in place: 2 of S0DBA'],
    ['an id', { target: { id: 'payments-7', name: 'x' } }, 'payments are restored by hand: denied'],
    ['its source', { source: { id: '1', name: 'payments-eu' } }, 'payments are restored by hand: denied'],
    [
      'the id of its source',
      { source: { id: 'payments-7', name: 'x' } },
      'payments are restored by hand: denied',
    ],
    ['a tag of its source', { sourceTags: { tier: 'critical' } }, 'in place: 2 of S0DBA'],
  ])('by %s', async (_, changes, expected) => {
    const about = subject(['crdb-prod', 'orders', inPlace], noon, changes);

    await expect(decision('U0BEN', about)).resolves.toBe(expected);
  });

  test('break-glass passes only where the freeze says so', () => {
    const weekend = subject(['crdb-prod', 'orders', inPlace], '2026-03-07T12:00:00Z');
    const yearsEnd = subject(['atlas-eu', 'orders', inPlace], '2026-12-24T12:00:00Z');

    expect(frozenBy(shop.freezes, weekend)?.freeze.breakGlass).toBe('passes');
    expect(frozenBy(shop.freezes, yearsEnd)?.freeze.breakGlass).toBe('holds');
  });

  test.each<readonly [pattern: string, text: string, expected: boolean]>([
    ['orders-*', 'orders-prod', true],
    ['orders-*', 'orders-', true],
    ['orders-*', 'my-orders-prod', false],
    ['orders.prod', 'ordersxprod', false],
    ['order?', 'orders', true],
    ['order?', 'order', false],
    ['*', '', true],
    ['a(b', 'a(b', true],
    ['orders', 'orders\n', false],
    ['orders*', 'orders\nprod', true],
    ['?', '😀', true],
    ['**', 'orders', true],
    ['*a*b', 'aXbXb', true],
    ['*a*b', 'aXbX', false],
    ['a*?', 'a', false],
  ])('the pattern %j and %j: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });
});
