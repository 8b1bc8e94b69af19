import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readContract, type Violation } from '#test/support/openapi.ts';
import { call, post, type ProviderHarness } from '#test/support/provider-harness.ts';
import { providersUnderTest } from '#test/support/providers-under-test.ts';
import { knownDifferences } from './known-differences.ts';

const specs = process.env['RESTOREBOT_SPECS'];

/** Each provider with the official document that it is held against, and the harnesses whose API is in it. */
const providers = providersUnderTest.flatMap(({ name, document, variants }) => {
  const starts = Object.values(variants).flatMap(({ start, undocumented }) => (undocumented ? [] : [start]));
  return document === undefined ? [] : [[name, document, starts] as const];
});

/** Everything a provider asks its vendor for, in the order of a restore's life. */
async function live(harness: ProviderHarness, which: 'plan' | 'otherPlan'): Promise<void> {
  const { provider, kind, input, [which]: plan } = harness;
  const fields = provider.kinds.find(({ id }) => id === kind)?.fields ?? [];
  for (const { id, type } of fields) {
    if (['source', 'target', 'backup', 'choices'].includes(type)) {
      await provider.choices({ kind, field: id, input, search: '' }, call());
    }
  }
  await provider.whoAmI(call());
  await provider.plan(kind, input, call());
  await provider.preflight(plan, call());
  await provider.observe(plan, call());
  const baseline = await provider.baseline(plan, call());
  const { operationId } = await provider.submit(plan, post());
  await provider.find(plan, { since: baseline.vendorTime, baseline, ...call() });
  await provider.poll({ plan, operationId }, call());
  harness.finish();
  await provider.poll({ plan, operationId }, call());
  await provider.verify({ plan, operationId }, call());
}

if (specs === undefined) {
  test('official documents not given, contract check not run: set RESTOREBOT_SPECS to their folder', () => {
    expect(specs).toBeUndefined();
  });
} else {
  describe('held against the official document', () => {
    test.each(providers)('%s: every request and every answer', async (name, file, starts) => {
      await access(join(specs, file));
      const contract = await readContract(join(specs, file));
      const violations: Violation[] = [];
      const lives = starts.flatMap((start) => [[start, 'plan'] as const, [start, 'otherPlan'] as const]);
      for (const [start, which] of lives) {
        await using harness = await start();
        await live(harness, which);
        const calls = harness.simulator.calls().filter(({ handshake }) => handshake !== true);
        expect(calls.length).toBeGreaterThan(10);
        violations.push(...calls.flatMap((each) => contract.check(each)));
      }

      const known = knownDifferences[name] ?? [];
      const isKnown = ({ operation, part, text }: Violation) =>
        known.some((one) => one.operation.test(operation) && one.part === part && one.text.test(text));
      const stale = known.filter(
        (one) => !violations.some((each) => one.operation.test(each.operation) && one.text.test(each.text)),
      );
      expect(unique(violations.filter((each) => !isKnown(each)))).toEqual([]);
      expect(stale).toEqual([]);
    });

    test('a wrong request and a wrong answer are seen', async () => {
      const contract = await readContract(join(specs, 'cockroach-cloud.openapi.json'));
      const wrong = {
        id: 1,
        at: '',
        method: 'POST',
        path: '/api/v1/clusters/c-1/restores',
        query: { dry_run: 'true' },
        headers: {},
        body: { type: 'EVERYTHING' },
        status: 200,
        answer: { id: 7 },
      };

      const parts = contract.check(wrong).map(({ part }) => part);

      expect(new Set(parts)).toEqual(new Set(['query', 'request', 'answer']));
      expect(contract.check({ ...wrong, path: '/api/v2/nowhere' })).toMatchObject([{ part: 'operation' }]);
    });
  });
}

function unique(violations: readonly Violation[]): readonly Violation[] {
  return [...new Map(violations.map((each) => [JSON.stringify(each), each])).values()];
}
