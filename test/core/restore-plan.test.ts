import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { agreementOf } from '#core/approval.ts';
import { differences } from '#core/fingerprint.ts';
import { lossOf } from '#core/impact.ts';
import { pinPlan, readPlan } from '#core/restore-plan.ts';
import { Secret } from '#core/secret.ts';
import { aPlan, at } from '#test/support/builders.ts';

describe('a plan', () => {
  test('keeps its bytes, and so its digest, through being stored', () => {
    const pinned = pinPlan(aPlan({ options: { databases: ['movr', 'orders'], schema_only: true } }));

    expect(readPlan(pinned.json)).toEqual(pinned);
    expect(pinned.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has another digest when anything in it differs', () => {
    const digests = [
      aPlan(),
      aPlan({ target: { id: 'cluster-2', name: 'orders-prod' } }),
      aPlan({ point: { type: 'backup', backupId: 'backup-2', takenAt: at(0) } }),
      aPlan({ options: { schema_only: true } }),
    ].map((plan) => pinPlan(plan).digest);

    expect(new Set(digests).size).toBe(4);
  });

  test('that is not one is refused when it is read', () => {
    expect(() => readPlan('{"provider":"atlas"}')).toThrow(/connection/);
  });
});

describe('an agreement', () => {
  const { digest } = pinPlan(aPlan());

  test('does not depend on the order of the facts', () => {
    expect(agreementOf(digest, { a: '1', b: '2' })).toBe(agreementOf(digest, { b: '2', a: '1' }));
  });

  test('differs when the plan or a fact differs', () => {
    const first = agreementOf(digest, { a: '1' });

    expect(agreementOf(digest, { a: '2' })).not.toBe(first);
    expect(agreementOf(pinPlan(aPlan({ kind: 'database' })).digest, { a: '1' })).not.toBe(first);
  });
});

describe('13.1 what is lost is the target’s', () => {
  const impact = { type: 'in-place', overwrites: [], creates: [], unavailable: [], notes: [] } as const;
  const plan = aPlan({ point: { type: 'backup', backupId: 'backup-1', takenAt: at(0) } });

  test('13.1 in place, of the same cluster: everything between the backup and now', () => {
    const loss = lossOf(
      plan,
      { ...impact, overwrites: [], creates: [], unavailable: [], notes: [] },
      at(2_220),
    );

    expect(loss).toEqual({ type: 'own-since', from: at(0), to: at(2_220), lengthMs: 2_220_000 });
  });

  test('13.1 over another target: all that it holds, whenever the backup was taken', () => {
    const target = { id: 'cluster-2', name: 'orders-staging' };
    const loss = lossOf(
      { ...plan, target },
      { ...impact, overwrites: [], creates: [], unavailable: [], notes: [] },
      at(2_220),
    );

    expect(loss).toEqual({ type: 'all', target, source: plan.source, asOf: at(0) });
  });

  test('what the vendor keeps is not lost, over any target', () => {
    const keeping = {
      ...impact,
      overwrites: [],
      creates: [],
      unavailable: [],
      notes: [],
      keeps: ['orders_old'],
    };
    const target = { id: 'cluster-2', name: 'orders-staging' };

    expect(lossOf(plan, keeping, at(60))).toEqual({ type: 'kept', target: plan.target, as: ['orders_old'] });
    expect(lossOf({ ...plan, target }, keeping, at(60))).toEqual({
      type: 'kept',
      target,
      as: ['orders_old'],
    });
    expect(lossOf(plan, { ...keeping, keeps: [] }, at(60))).toMatchObject({ type: 'own-since' });
  });

  test.each(['new-target', 'download'] as const)('13.1 a %s: nothing', (type) => {
    const newTarget = { type, overwrites: [], creates: [], unavailable: [], notes: [] };

    expect(lossOf(plan, newTarget, at(60))).toEqual({ type: 'none' });
  });
});

test('differences name what was, what is, what came and what went', () => {
  expect(
    differences(
      { Id: '1', Version: 'v25.1', Backup: 'there' },
      { Id: '2', Version: 'v25.1', Plan: 'Advanced' },
    ),
  ).toEqual([
    { label: 'Id', before: '1', after: '2' },
    { label: 'Backup', before: 'there', after: 'none' },
    { label: 'Plan', before: 'none', after: 'Advanced' },
  ]);
});

test('a secret shows itself to nobody but the wire', () => {
  const secret = new Secret('CCDB1_very-secret');

  for (const shown of [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 5 })]) {
    expect(shown).not.toContain('very-secret');
    expect(shown).toContain('***');
  }
  expect(secret.reveal()).toBe('CCDB1_very-secret');
});
