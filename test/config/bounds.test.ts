import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '#config/config.ts';
import { problemsOf, readRules, rule, rules } from '#test/support/written-rules.ts';

describe('11.4: what waits longer than recovery can look back over is refused', () => {
  test.each<readonly [what: string, written: string, says: string, instead: string]>([
    [
      'a freeze that holds for longer than recovery can look back over',
      `${rules(rule({ window: '30d' }))}
freezes: [{ name: f, effect: deny, times: { from: '2026-10-01T00:00', until: '2026-12-15T00:00', zone: UTC } }]`,
      'freeze “f”: a request could wait 106 days with it',
      'write pending: end, or shorten it',
    ],
    [
      'a freeze that never ends because each day of it touches the next',
      `${rules(rule())}
freezes: [{ name: f, effect: deny, times: { days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun], at: '00:00', for: 24h, zone: UTC } }]`,
      'freeze “f”: a request could wait',
      'write pending: end',
    ],
    [
      'times to start that come once in a year',
      `${rules(rule())}
freezes: [{ name: f, effect: allow, times: { cron: '0 0 1 1 *', for: 24h, zone: UTC } }]`,
      'freeze “f”: a request could wait',
      'write pending: end',
    ],
  ])('%s', (_, written, says, instead) => {
    const problems = problemsOf(written);

    expect(problems).toContain(says);
    expect(problems).toContain(instead);
  });

  test('but not where nothing waits through it', () => {
    const over = `${rules(rule())}
freezes: [{ name: f, effect: deny, pending: end, times: { from: '2026-03-01T00:00', until: '2026-12-15T00:00', zone: UTC } }]`;

    expect(readRules(over).freezes).toHaveLength(1);
  });
});

const drawn = 'yZfPZ2E5oLOm0KdsmwBJ6hQJr1n3u3yG0F1Z6o8q2bE=';

describe('11.14: what nobody means is refused by name, with what it may be', () => {
  test.each<readonly [written: string, says: RegExp]>([
    ['intervals: { people: 365d }', /intervals\.people: it is longer .* 0ms to 5m/u],
    ['intervals: { settle: 0ms }', /intervals\.settle: it is shorter .* 5s to 1h/u],
    ['intervals: { postWithin: 1h }', /intervals\.postWithin: it is longer .* 2s to 1m/u],
    ['intervals: { sweepEvery: 0s }', /intervals\.sweepEvery: it is shorter/u],
    ['intervals: { recoverEvery: 5d }', /intervals\.recoverEvery: it is longer/u],
    ['retention: { requests: 0d }', /retention\.requests: it is shorter/u],
    ['secrets: { life: 400d }', /secrets\.life: it is longer/u],
    ['audit: { sealEvery: 1d }', /audit\.sealEvery: it is longer/u],
    [`secrets: { keys: ['${Buffer.alloc(32).toString('base64')}'] }`, /secrets\.keys\.0: it is not random/u],
    [
      `audit: { keys: ['${Buffer.alloc(32, 'ab').toString('base64')}'] }`,
      /audit\.keys\.0: it is not random/u,
    ],
    [
      `audit: { keys: ['${Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64')}'] }`,
      /audit\.keys\.0: it is not random/u,
    ],
    [
      `{ audit: { keys: ['${drawn}'] }, secrets: { keys: ['${drawn}'] } }`,
      /audit\.keys: one of them is in secrets\.keys, too/u,
    ],
  ])('%s', (written, says) => {
    const inner = written.startsWith('{')
      ? written.slice(1, -1).replace('] }, secrets', '] }\nsecrets').trim()
      : written;

    expect(problemsOf(`${rules(rule())}\n${inner}`)).toMatch(says);
  });

  test.each<readonly [more: Readonly<Record<string, unknown>>, says: RegExp]>([
    [{ window: '99999999999d' }, /rules\.0\.window: it is longer than ten years/u],
    [{ window: '31d' }, /rule “production”: window: it is longer .* 1m to 30d/u],
    [{ window: '5s' }, /rule “production”: window: it is shorter/u],
    [{ startWithin: '1ms' }, /rule “production”: startWithin: it is shorter/u],
    [{ remindEvery: '1s' }, /rule “production”: remindEvery: it is shorter/u],
    [{ approve: { groups: ['S0DBA'], quorum: 1_000_000 } }, /rules\.0\.approve\.quorum/u],
  ])('a rule with %j', (more, says) => {
    expect(problemsOf(rules(rule(more)))).toMatch(says);
  });

  test.each(['http://slack.example.com/api/', 'https://user:pw@slack.example.com/api/', 'ftp://127.0.0.1/'])(
    'slack.apiUrl: %s',
    (apiUrl) => {
      const slack = `slack: { botToken: xoxb-1, appToken: xapp-1, apiUrl: '${apiUrl}' }`;

      expect(() => parseConfig(whole(slack), {})).toThrow(
        /slack\.apiUrl: write an address that begins with https:\/\//u,
      );
    },
  );

  test('a signing secret that none of Slack’s can be', () => {
    const slack = (secret: string) =>
      whole(`slack: { mode: http, botToken: xoxb-1, signingSecret: '${secret}' }`);
    const right = '0123456789abcdef0123456789abcdef';

    expect(parseConfig(slack(right), {}).slack.mode).toBe('http');
    for (const wrong of ['VerificationToken4567890x', right.slice(1), `${right}0`, right.toUpperCase()]) {
      expect(() => parseConfig(slack(wrong), {})).toThrow('slack.signingSecret.0: it is no signing secret');
    }
  });

  test.each([1, 4_999, '4999', 3_600_001])('settleMs of a connection: %j', (settleMs) => {
    const slack = 'slack: { botToken: xoxb-1, appToken: xapp-1 }';
    const connection = `provider: cockroach, settleMs: ${JSON.stringify(settleMs)}`;

    expect(() => parseConfig(whole(slack, connection), {})).toThrow(
      /connections\.crdb-prod\.settleMs: it is .* write 5000 to 3600000\./u,
    );
  });

  test('a sandbox on this machine may be quick, and only quick', () => {
    const slack = `slack: { botToken: xoxb-1, appToken: xapp-1, apiUrl: 'http://127.0.0.1:1/api/' }`;

    expect(parseConfig(`${whole(slack)}\nintervals: { settle: 200ms }`, {}).intervals.settle).toBe(200);
    expect(() => parseConfig(whole(slack, 'provider: cockroach, settleMs: 200'), {})).not.toThrow();
    expect(() => parseConfig(`${whole(slack)}\nintervals: { settle: 0ms }`, {})).toThrow('it is shorter');
    expect(() => parseConfig(`${whole(slack)}\nintervals: { people: 365d }`, {})).toThrow('it is longer');
  });
});

function whole(slack: string, connection = 'provider: cockroach'): string {
  return `${slack}
redis: { url: 'redis://127.0.0.1:1' }
connections: { crdb-prod: { ${connection} } }
${rules(rule())}`;
}

describe('11.14: what YAML can do to its reader is refused in a sentence', () => {
  const bomb = Array.from({ length: 12 }, (_, at) => {
    const before = at === 0 ? 'lol' : `*a${at - 1}`;
    return `a${at}: &a${at} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
  }).join('\n');

  test.each<readonly [what: string, written: string]>([
    ['aliases that multiply', bomb],
    ['a list that holds itself', 'rules: &r [*r]'],
    ['a map that holds itself', 'slack: &s { botToken: *s }'],
    ['an alias of nothing', 'rules: *nobody'],
    ['a great depth', '['.repeat(5_000)],
    ['a great depth that is closed', `rules: ${'['.repeat(2_000)}${']'.repeat(2_000)}`],
    ['maps as names', '? { a: 1 }\n: b'],
    ['two documents', 'a: 1\n---\nb: 2'],
    ['a tag that nobody knows', 'rules: !!js/function x'],
    ['a name twice', 'rules: []\nrules: []'],
    ['a name of every object', '__proto__: { rules: [] }\nconstructor: 1'],
    ['a text alone', 'restorebot'],
    ['nothing', ''],
    ['2 MB', `# ${'x'.repeat(2_000_000)}`],
  ])('%s', (_, written) => {
    expect(() => parseConfig(written, {})).toThrow(ConfigError);
  });
});
