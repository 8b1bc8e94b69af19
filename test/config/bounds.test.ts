import { describe, expect, test } from 'vitest';
import { ConfigError } from '#config/config.ts';
import { readRules, rule, rules } from '#test/support/written-rules.ts';

function problemsOf(rest: string): string {
  try {
    readRules(rest);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('11.4: what waits longer than recovery can look back over is refused', () => {
  test.each<readonly [what: string, written: string, says: string, instead: string]>([
    [
      'a window and a time to start that recovery cannot look back over',
      rules(rule({ window: '30d', startWithin: '61d' })),
      'rule “production”: a request could wait 91 days, and recovery reads 90 days of Slack',
      'shorten window or startWithin',
    ],
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
