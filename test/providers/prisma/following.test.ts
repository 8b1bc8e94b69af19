import { describe, expect, test } from 'vitest';
import type { Poll } from '#core/provider.ts';
import { operationIdOf } from '#providers/prisma/databases.ts';
import { databaseIds } from '#sandbox/providers/prisma/dataset.ts';
import { call, post } from '#test/support/provider-harness.ts';
import { planOf, startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

interface Look {
  /** What the vendor answered when it accepted the restore. */
  readonly accepted: string;
  /** Seconds since then. */
  readonly age: number;
  /** What the look before has seen. */
  readonly mark?: string;
  readonly status: string;
}

/** One look at a restore with this history. */
async function lookAt(harness: PrismaHarness, { accepted, age, mark, status }: Look): Promise<Poll> {
  const { provider, plan, simulator, polls } = harness;
  const acceptedAt = new Date(simulator.clock.now().getTime() - age * 1_000);
  simulator.fault({ ...polls, action: { type: 'edit', set: { 'data.status': status } } });
  const operationId = operationIdOf(plan.target, acceptedAt, accepted);
  return provider.poll({ plan, operationId, ...(mark === undefined ? {} : { mark }) }, call());
}

describe('“ready” and “failure”', () => {
  const ends = [
    ['ready', 'succeeded'],
    ['failure', 'failed'],
  ] as const;

  describe.each(ends)('%s', (status, type) => {
    test.each<readonly [string, Omit<Look, 'status'>]>([
      ['right after a look that saw recovering', { accepted: 'ready', age: 1, mark: 'recovering' }],
      ['a while after an acceptance that said recovering', { accepted: 'recovering', age: 20 }],
      [
        'twice, long after an acceptance that said something else',
        { accepted: 'ready', age: 130, mark: status },
      ],
    ])('is the end %s', async (_, look) => {
      await using harness = await startPrismaHarness();

      expect(await lookAt(harness, { ...look, status })).toMatchObject({ type });
    });

    test.each<readonly [string, Omit<Look, 'status'>]>([
      ['in the moments after the acceptance', { accepted: 'recovering', age: 5 }],
      ['in these moments, though it was seen before', { accepted: 'recovering', age: 5, mark: status }],
      ['where nothing ever said recovering, and it is young', { accepted: 'ready', age: 60, mark: status }],
      ['where nothing ever said recovering, at the first such look', { accepted: 'ready', age: 130 }],
      ['where the look before saw something else', { accepted: 'ready', age: 130, mark: 'provisioning' }],
    ])('is not the end %s', async (_, look) => {
      await using harness = await startPrismaHarness();

      expect(await lookAt(harness, { ...look, status })).toMatchObject({ type: 'running', mark: status });
    });
  });
});

test('a vendor whose looks lag behind its acceptance is not believed too early', async () => {
  await using harness = await startPrismaHarness({ lagMs: 10_000, restoreMs: 60_000 });
  const { provider, plan, simulator } = harness;
  const { operationId } = await provider.submit(plan, post());
  const types: string[] = [];
  let mark: string | undefined;

  for (let look = 0; look < 20 && types.at(-1) !== 'succeeded'; look += 1) {
    const poll = await provider.poll({ plan, operationId, ...(mark === undefined ? {} : { mark }) }, call());
    mark = poll.type === 'running' ? poll.mark : undefined;
    types.push(`${poll.type}${mark === undefined ? '' : ` ${mark}`}`);
    simulator.clock.advance(6_000);
  }

  expect(types.slice(0, 3)).toEqual(['running ready', 'running ready', 'running recovering']);
  expect(types.at(-1)).toBe('succeeded');
  expect(types).toHaveLength(11);
});

test.each([
  ['provisioning', 'nobody expects'],
  ['melting', 'does not know'],
])('%s goes on with an alarm and keeps what was seen', async (status, why) => {
  await using harness = await startPrismaHarness();

  const poll = await lookAt(harness, { accepted: 'ready', age: 300, mark: 'recovering', status });

  expect(poll).toMatchObject({
    type: 'running',
    alarm: expect.stringContaining(why) as string,
    mark: 'recovering',
  });
});

describe('an operation that a person named', () => {
  const statuses = async (harness: PrismaHarness, operationId: string, mark?: string) => {
    const { provider, plan } = harness;
    return (await provider.poll({ plan, operationId, ...(mark === undefined ? {} : { mark }) }, call())).type;
  };

  test('by the target’s id is followed, and its end believed when it is seen twice', async () => {
    await using harness = await startPrismaHarness();
    const bare = databaseIds.shop.replace('db_', '');

    expect(await statuses(harness, databaseIds.shop)).toBe('running');
    expect(await statuses(harness, databaseIds.shop, 'ready')).toBe('succeeded');
    expect(await statuses(harness, bare, 'ready')).toBe('succeeded');
    expect(await statuses(harness, `${databaseIds.shop}@2026-01-01T00:00:00Z`, 'ready')).toBe('succeeded');
  });

  test.each([databaseIds.reports, '', 'x', `${databaseIds.shop}@soon`, `${databaseIds.shop}@a@b`])(
    'as %j is unknown to the vendor',
    async (operationId) => {
      await using harness = await startPrismaHarness();

      expect(await statuses(harness, operationId)).toBe('gone');
    },
  );
});

describe('verifying', () => {
  const verify = (harness: PrismaHarness) =>
    harness.provider.verify({ plan: harness.plan, operationId: databaseIds.shop }, call());

  test('passes only where the vendor shows the backup', async () => {
    await using harness = await startPrismaHarness();
    await harness.provider.submit(harness.plan, post());
    harness.finish();

    expect(await verify(harness)).toMatchObject({ outcome: 'passed', findings: [{ code: 'source-shown' }] });
    expect(harness.simulator.state().databases[0]).toMatchObject({ data: 'shop-prod 0 nights ago' });
  });

  test('is not possible where the vendor does not say what it restored, or shows another backup', async () => {
    await using harness = await startPrismaHarness({ showsSource: false });
    await harness.provider.submit(harness.plan, post());
    harness.finish();

    const notShown = { outcome: 'not-possible', findings: [{ code: 'source-not-shown', looked: 'nothing' }] };
    expect(await verify(harness)).toMatchObject(notShown);
    harness.simulator.setShowsSource(true);
    harness.startElsewhere(harness.otherPlan);
    harness.finish();
    expect(await verify(harness)).toMatchObject(notShown);
  });

  test('fails where the target is not ready any more', async () => {
    await using harness = await startPrismaHarness();
    harness.startElsewhere(planOf(harness.simulator));

    expect(await verify(harness)).toMatchObject({
      outcome: 'failed',
      findings: [{ code: 'target-not-ready', looked: 'status' }],
    });
  });
});
