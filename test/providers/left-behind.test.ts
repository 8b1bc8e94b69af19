import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { readSubmissionError } from '#core/submission.ts';
import { planOf, startCockroachHarness, type CockroachHarness } from '#test/support/provider-cockroach.ts';
import { call, post, rejection, type ProviderHarness } from '#test/support/provider-harness.ts';
import { clusterPlan, startZillizHarness } from '#test/support/provider-zilliz.ts';
import { everyVariant } from '#test/support/providers-under-test.ts';

/** What a plan that has failed at the vendor for this reason leaves behind. */
async function left(
  harness: ProviderHarness,
  plan: RestorePlan = harness.plan,
  reason = 'disk full',
): Promise<string> {
  const { operationId } = await harness.provider.submit(plan, post());
  harness.fail(reason);
  const poll = await harness.provider.poll({ plan, operationId, mark: 'recovering' }, call());
  if (poll.type !== 'failed') throw new Error(`it is ${poll.type}`);
  return poll.leftBehind;
}

describe('CockroachDB Cloud removes what a failed restore wrote, and the next step names', () => {
  const removed = 'CockroachDB Cloud removes what a failed restore wrote.';
  const cases: readonly (readonly [string, string, (harness: CockroachHarness) => RestorePlan, string])[] = [
    [
      'the table that is in the way, and its database',
      'relation "items" already exists',
      (h) => planOf(h.simulator, { tables: ['orders.public.items'] }, { kind: 'table' }),
      'Drop or rename table “items” in database “orders” on “orders-prod”, then ask again.',
    ],
    [
      'the database that the tables go into',
      'relation "items" already exists',
      (h) => planOf(h.simulator, { tables: ['orders.public.items'], into_db: 'copy' }, { kind: 'table' }),
      'Drop or rename table “items” in database “copy” on “orders-prod”, then ask again.',
    ],
    [
      'the database that is in the way',
      'database "again" already exists',
      (h) => planOf(h.simulator, { databases: ['orders'], new_db_name: 'again' }, { kind: 'database' }),
      'Drop or rename database “again” on “orders-prod”, then ask again.',
    ],
    [
      'a table whose name has a quote in it',
      'relation "it""ems" already exists',
      (h) => planOf(h.simulator, { tables: ['orders.public."it""ems"'] }, { kind: 'table' }),
      'Drop or rename table “it"ems” in database “orders” on “orders-prod”, then ask again.',
    ],
    [
      'a schema',
      'pq: schema "sales" already exists',
      (h) => planOf(h.simulator, { tables: ['orders.public.items'] }, { kind: 'table' }),
      'Drop or rename schema “sales” on “orders-prod”, then ask again.',
    ],
    [
      'a database, of a whole cluster',
      'full cluster restore: a database named "shop" already exists',
      (h) => planOf(h.simulator, {}, { kind: 'cluster' }),
      'Drop or rename database “shop” on “orders-prod”, then ask again.',
    ],
    [
      'the role that is missing',
      'user does not have the RESTORE privilege',
      (h) => h.plan,
      'Give the service account Cluster Admin on source and destination, then ask again.',
    ],
  ];

  test.each(cases)('%s', async (_, reason, plan, next) => {
    await using harness = await startCockroachHarness({ refuseAt: 'end' });

    expect(await left(harness, plan(harness), reason)).toBe(`${removed} ${next}`);
  });
});

describe('every failure says what it leaves behind, once', () => {
  const variants = everyVariant.map(({ name, variant }) => [name, variant.start, variant.leaves] as const);

  test.each(variants)('%s', async (_, start, what) => {
    await using harness = await start();
    const { operationId } = await harness.provider.submit(harness.plan, post());
    harness.fail('disk full');
    const operation = { plan: harness.plan, operationId, mark: 'recovering' };

    const poll = await harness.provider.poll(operation, call());

    expect(poll).toMatchObject({ type: 'failed', leftBehind: expect.stringMatching(what) as string });
    // The reason is the vendor's; the statement stands in one place.
    expect(poll.type === 'failed' ? poll.reason : '').not.toMatch(
      /gone|left|half|removes|nothing was changed/i,
    );
  });
});

test('a new Zilliz cluster that may be left is named, because it costs money', async () => {
  await using harness = await startZillizHarness();

  expect(await left(harness, clusterPlan(harness.simulator))).toMatch(
    /new cluster “.+” may be left .* delete it in the console/,
  );
});

test('a Zilliz refusal with a code that no document has says once that the restore may be running', async () => {
  await using harness = await startZillizHarness();
  const message = 'the name collides with an alias: already exists in database default';
  const body = { code: 1_100, message };
  harness.simulator.fault({ ...harness.submits, action: { type: 'status', status: 200, body } });

  const error = await rejection(harness.provider.submit(harness.plan, post()));

  if (!(error instanceof ProviderError)) throw error;
  expect(readSubmissionError(error, 'none').type).toBe('lost');
  expect(callText(error)).toContain('The restore may be running all the same.');
  expect(callText(error)).not.toMatch(/nothing was|nobody documents|leaves something/i);
});
