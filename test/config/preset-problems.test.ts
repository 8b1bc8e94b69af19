import { describe, expect, test } from 'vitest';
import { presetProblems } from '#config/preset-problems.ts';
import type { Preset } from '#core/preset.ts';
import type { RestoreKind } from '#core/provider.ts';

const field = { required: true, label: 'x' } as const;
const kind: RestoreKind = {
  id: 'database',
  title: 'Databases',
  summary: 'x',
  facts: { impact: 'new-target', destroys: '', creates: '', find: '', operationIds: '' },
  duplicate: 'acts',
  settleMs: 0,
  fields: [
    { ...field, id: 'source', type: 'source' },
    { ...field, id: 'backup', type: 'backup' },
    { ...field, id: 'when', type: 'instant' },
    { ...field, id: 'target', type: 'target' },
    { ...field, id: 'databases', type: 'choices', custom: true },
    { ...field, id: 'name', type: 'text', maxLength: 5 },
    { ...field, id: 'size', type: 'integer', min: 1, max: 8 },
    { ...field, id: 'tier', type: 'choice', options: [{ value: 'm10', label: 'M10' }] },
    { ...field, id: 'schema_only', type: 'toggle' },
  ],
};
const bare: RestoreKind = { ...kind, id: 'bare', fields: [] };
const providers = [{ connection: 'crdb-prod', kinds: [kind, bare] }];
const preset: Preset = { name: 'p', connection: 'crdb-prod', kind: 'database', options: {} };

describe('a preset', () => {
  test('is taken with any option of its kind, as it would be typed', () => {
    const options = {
      backup: '2h',
      at: '10m',
      into: 'staging',
      databases: 'a,b',
      name: 'five5',
      size: '8',
      tier: 'm10',
      'schema-only': 'true',
      reason: 'x',
    };

    expect(presetProblems([{ ...preset, source: 'orders', options }], providers)).toEqual([]);
  });

  test.each<readonly [Partial<Preset>, string]>([
    [{ connection: 'crdb-prd' }, 'preset “p”: there is no connection “crdb-prd”; write one of crdb-prod.'],
    [{ kind: 'table' }, 'preset “p”: crdb-prod has no kind “table”; write one of database, bare.'],
    [
      { kind: 'bare', source: 'orders' },
      'preset “p”: a bare of crdb-prod has no source to choose; leave source out.',
    ],
    [
      { options: { bakcup: 'latest' } },
      'preset “p”: a database of crdb-prod has no option “bakcup”; write one of backup, when, into, databases, name, size, tier, schema-only, reason, dry-run.',
    ],
    [{ options: { size: '9' } }, 'preset “p”: options.size must be a number from 1 to 8.'],
    [{ options: { name: 'longer' } }, 'preset “p”: options.name must have at most 5 characters.'],
    [{ options: { tier: 'm20' } }, 'preset “p”: options.tier must be one of m10.'],
    [{ options: { 'schema-only': 'perhaps' } }, 'preset “p”: options.schema-only must be true or false.'],
    [
      { options: { at: 'yesterday' } },
      'preset “p”: options.at must be an instant such as 2026-11-20T14:02:37Z, or an age such as 10m.',
    ],
  ])('that cannot be meant is refused in a sentence: %j', (changes, says) => {
    expect(presetProblems([{ ...preset, ...changes }], providers)).toEqual([says]);
  });

  test('has its own name', () => {
    expect(presetProblems([preset, preset, preset], providers)).toEqual([
      'preset “p”: there are several of that name; give each its own.',
    ]);
  });
});
