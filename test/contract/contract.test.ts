import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import { readContract, type Violation } from '#test/support/openapi.ts';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { call, post, type ProviderHarness } from '#test/support/provider-harness.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';
import { startZillizHarness } from '#test/support/provider-zilliz.ts';
import { knownDifferences } from './known-differences.ts';

const specs = process.env['RESTOREBOT_SPECS'];

/** Each provider with the official document that it is held against. */
const providers: readonly (readonly [string, string, () => Promise<ProviderHarness>])[] = [
  ['atlas', 'atlas-admin-v2.openapi.json', () => startAtlasHarness()],
  ['atlas download', 'atlas-admin-v2.openapi.json', () => startAtlasHarness({ variant: 'download' })],
  ['atlas Flex', 'atlas-admin-v2.openapi.json', () => startAtlasHarness({ variant: 'flex' })],
  [
    'atlas Flex download',
    'atlas-admin-v2.openapi.json',
    () => startAtlasHarness({ variant: 'flex-download' }),
  ],
  ['atlas M2 and M5', 'atlas-admin-v2.openapi.json', () => startAtlasHarness({ variant: 'tenant' })],
  ['cockroach', 'cockroach-cloud.openapi.json', () => startCockroachHarness()],
  ['prisma', 'prisma-management.openapi.json', () => startPrismaHarness()],
  ['zilliz', 'zilliz-cloud.openapi.json', () => startZillizHarness()],
];

/** Everything a provider asks its vendor for, in the order of a restore's life. */
async function live(harness: ProviderHarness): Promise<void> {
  const { provider, kind, input, plan, otherPlan } = harness;
  const fields = provider.kinds.find(({ id }) => id === kind)?.fields ?? [];
  for (const { id, type } of fields) {
    if (['source', 'target', 'backup', 'choices'].includes(type)) {
      await provider.choices({ kind, field: id, input, search: '' }, call());
    }
  }
  await provider.whoAmI(call());
  await provider.plan(kind, input, call());
  await restore(plan);
  await restore(otherPlan);

  async function restore(each: RestorePlan): Promise<void> {
    await provider.preflight(each, call());
    await provider.observe(each, call());
    const baseline = await provider.baseline(each, call());
    const { operationId } = await provider.submit(each, post());
    await provider.find(each, { since: baseline.vendorTime, baseline, ...call() });
    await provider.poll({ plan: each, operationId }, call());
    harness.finish();
    await provider.poll({ plan: each, operationId }, call());
    await provider.verify({ plan: each, operationId }, call());
  }
}

if (specs === undefined) {
  test('official documents not given, contract check not run: set RESTOREBOT_SPECS to their folder', () => {
    expect(specs).toBeUndefined();
  });
} else {
  describe('held against the official document', () => {
    test.each(providers)('%s: every request and every answer', async (name, file, start) => {
      await access(join(specs, file));
      const contract = await readContract(join(specs, file));
      await using harness = await start();

      await live(harness);
      const calls = harness.simulator.calls().filter(({ handshake }) => handshake !== true);
      const violations = calls.flatMap((each) => contract.check(each));

      const known = knownDifferences[name] ?? [];
      const isKnown = ({ operation, part, text }: Violation) =>
        known.some((one) => one.operation.test(operation) && one.part === part && one.text.test(text));
      const stale = known.filter(
        (one) => !violations.some((each) => one.operation.test(each.operation) && one.text.test(each.text)),
      );
      expect(calls.length).toBeGreaterThan(10);
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
