import { expect } from 'vitest';
import { pinPlan, readPlan, restoredTo } from '#core/restore-plan.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, callsOf } from './provider-harness.ts';

/** Choosing, planning and checking. */
export function describeQuestions(check: Check, start: StartHarness): void {
  check('offers at most 100 choices for every select of every kind, short enough for Slack', async () => {
    await using harness = await start();
    const { provider, input } = harness;

    for (const kind of provider.kinds) {
      for (const field of kind.fields.filter(({ type }) => ['source', 'backup', 'target'].includes(type))) {
        const query = { kind: kind.id, field: field.id, input, search: '' };
        const choices = await provider.choices(query, call());
        expect(choices.length).toBeGreaterThan(0);
        expect(choices.length).toBeLessThanOrEqual(100);
        expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
        expect(Math.max(...choices.map(({ value }) => value.length))).toBeLessThanOrEqual(150);
      }
    }
  });

  check('gives every field of a kind its own name', async () => {
    await using harness = await start();

    for (const { fields } of harness.provider.kinds) {
      expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
      expect(Math.max(...fields.map(({ label }) => label.length))).toBeLessThanOrEqual(48);
    }
  });

  check('pins the latest backup when it plans, and the plan survives storing', async () => {
    await using harness = await start();

    const result = await harness.provider.plan(harness.kind, harness.input, call());

    expect(result).toMatchObject({ type: 'planned', plan: { connection: harness.provider.connection } });
    const plan = result.type === 'planned' ? result.plan : harness.plan;
    expect(restoredTo(plan.point).getTime()).toBeLessThanOrEqual(Date.now());
    expect(readPlan(pinPlan(plan).json).plan).toEqual(plan);
  });

  check('offers source and target under the id and the name that a plan has', async () => {
    await using harness = await start();
    const { provider, kind, input } = harness;

    const result = await provider.plan(kind, input, call());

    const plan = result.type === 'planned' ? result.plan : harness.plan;
    const { fields } = provider.kinds.find(({ id }) => id === kind) ?? { fields: [] };
    for (const { id, type } of fields) {
      if (type !== 'source' && type !== 'target') continue;
      const choices = await provider.choices({ kind, field: id, input, search: '' }, call());
      const offered = choices.map(({ value, label, name = label }) => ({ id: value, name }));
      expect(offered).toContainEqual(plan[type]);
    }
  });

  check('says which answer is missing instead of planning', async () => {
    await using harness = await start();

    const result = await harness.provider.plan(harness.kind, {}, call());

    const fields = harness.provider.kinds.find(({ id }) => id === harness.kind)?.fields ?? [];
    const needed = fields.filter(({ id, required }) => required || id in (harness.needed ?? {}));
    expect(result).toMatchObject({ type: 'rejected' });
    const errors = result.type === 'rejected' ? Object.keys(result.errors) : [];
    expect(needed.map(({ id }) => id)).toEqual(expect.arrayContaining(errors));
    expect(errors).not.toHaveLength(0);
  });

  check('checks and observes without changing anything', async () => {
    await using harness = await start();
    const { provider, plan } = harness;

    const { findings } = await provider.preflight(plan, call());
    const before = await provider.observe(plan, call());
    const after = await provider.observe(plan, call());

    expect(findings.filter(({ level }) => level === 'blocker' || level === 'before-start')).toEqual([]);
    expect(after).toEqual(before);
    expect(callsOf(harness, harness.submits)).toHaveLength(0);
    expect(harness.started()).toBe(0);
  });

  check('locks the same target under every connection', async () => {
    await using harness = await start();
    const { provider, twin, plan } = harness;

    expect(twin.connection).not.toBe(provider.connection);
    expect(provider.lockKeys(plan)).toEqual(twin.lockKeys({ ...plan, connection: twin.connection }));
    expect(provider.lockKeys(plan).join(' ')).not.toContain(provider.connection);
  });

  check('says in one sentence who it is at the vendor', async () => {
    await using harness = await start();

    await expect(harness.provider.whoAmI(call())).resolves.toMatch(/^[A-Z].+\.$/);
  });
}
