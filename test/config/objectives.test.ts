import { expect, test } from 'vitest';
import { ConfigError } from '#config/config.ts';
import { readRules, rule, rules } from '#test/support/written-rules.ts';

const withObjectives = (yaml: string) => `${rules(rule())}\nobjectives:\n${yaml}`;

function mistakesIn(yaml: string): readonly string[] {
  try {
    readRules(yaml);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('an objective is matched like a rule, and asks for an acknowledgement where nothing else is said', () => {
  const { objectives } = readRules(
    withObjectives('  - { name: payments, match: { targets: [pay-*] }, rpo: 15m, rto: 1h }'),
  );
  expect(objectives).toEqual([
    {
      name: 'payments',
      match: { targets: ['pay-*'] },
      rpoMs: 900_000,
      rtoMs: 3_600_000,
      overRpo: 'acknowledge',
    },
  ]);
});

test.each([
  ['  - { name: a }', 'it has neither rpo nor rto; write at least one, such as rpo: 15m'],
  [
    '  - { name: a, rto: 1h, overRpo: refuse }',
    'overRpo is written without rpo; write rpo, or take overRpo out',
  ],
  ['  - { name: a, rpo: 0m }', 'rpo and rto must be longer than zero; write such as 1m'],
  ['  - { name: a, rpo: 30s }', 'objective “a”: rpo: it is shorter than it may be; write 1m to 3650d'],
  ['  - { name: a, rpo: 1h, overRpo: forbid }', 'overRpo'],
  ['  - { name: a, rpo: 1h }\n  - { name: a, rpo: 2h }', 'objective “a”: there are several of this name'],
  [
    '  - { name: a, match: { connections: [nowhere] }, rpo: 1h }',
    'objective “a”: there is no connection “nowhere”',
  ],
])('%s is refused in a sentence', (yaml, sentence) => {
  expect(mistakesIn(withObjectives(yaml)).join('\n')).toContain(sentence);
});
