import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import type { StartHarness } from '#test/support/provider-check.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { conformanceCases } from '#test/support/provider-conformance.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';
import { startZillizHarness } from '#test/support/provider-zilliz.ts';

/** What is different in a provider that somebody got wrong. */
type Wrong = (right: RestoreProvider) => Partial<RestoreProvider>;

const atlas: StartHarness = () => startAtlasHarness();
const cockroach: StartHarness = () => startCockroachHarness();
const prisma: StartHarness = () => startPrismaHarness();
const zilliz: StartHarness = () => startZillizHarness();

/** Each mistake with the case of the suite that goes red. */
const mistakes: readonly (readonly [mistake: string, on: StartHarness, red: string, wrong: Wrong])[] = [
  [
    'a backup that is gone is only a warning',
    cockroach,
    'a backup that is gone cannot be asked for',
    (right) => ({ preflight: soften(right, 'blocker') }),
  ],
  [
    'another restore of the target is only a warning',
    atlas,
    'a target that is busy holds the restore',
    (right) => ({ preflight: soften(right, 'before-start') }),
  ],
  [
    'the fingerprint has only the target’s id',
    cockroach,
    'what an approver saw changes with the target',
    () => ({ observe: async ({ target }) => ({ Target: target.id }) }),
  ],
  [
    'the fingerprint leaves the backup out',
    atlas,
    'what an approver saw changes when the backup goes',
    (right) => ({
      async observe(plan, options) {
        const { Snapshot: _, ...rest } = await right.observe(plan, options);
        return rest;
      },
    }),
  ],
  [
    'a verification believes the vendor’s report',
    cockroach,
    'a target that is broken after a success is not passed',
    () => ({ verify: async () => ({ outcome: 'passed', findings: [] }) }),
  ],
  [
    'a poll does not look whose answer it is',
    zilliz,
    'the answer about another operation is not believed',
    (right) => ({
      poll: (operation, options) =>
        right.poll(operation, options).catch(() => ({ type: 'succeeded', finishedAt: new Date() }) as const),
    }),
  ],
  [
    'a name is made up at the submission, not in the plan',
    zilliz,
    'what the form leaves open is pinned, so that the stored plan finds what was sent',
    (right) => ({
      submit(plan, options) {
        const name = `${plan.target.name}-x1`;
        const target = { id: `${plan.target.id.split('/')[0]}/${name}`, name };
        return right.submit({ ...plan, target }, options);
      },
    }),
  ],
  [
    'a generated name is the same each time',
    zilliz,
    'the same can be asked again after a success',
    (right) => ({
      plan: (kind, input, options) =>
        right.plan(kind, { cluster_name: 'catalogue-restored', ...input }, options),
    }),
  ],
  [
    'a refusal for now is a conflict',
    prisma,
    'a refusal for now ends nothing',
    (right) => ({ submit: renamed(right, 'busy', 'conflict') }),
  ],
  [
    'a rate limit is an invalid request',
    cockroach,
    'a refusal for now ends nothing',
    (right) => ({ submit: renamed(right, 'rate-limited', 'invalid') }),
  ],
  [
    'a lost answer is “not sent”',
    cockroach,
    'a 500 leaves a submission indeterminate and sends it once',
    (right) => ({ submit: renamed(right, 'indeterminate', 'unavailable') }),
  ],
  [
    'a submission is sent again after a lost answer',
    cockroach,
    'a connection dropped before applying leaves a submission indeterminate and sends it once',
    (right) => ({
      submit: (plan, options) => right.submit(plan, options).catch(() => right.submit(plan, options)),
    }),
  ],
  [
    'a submission does not ask whether it may still be sent',
    cockroach,
    'nothing is sent once the time to post is over, which is asked after waiting for a turn',
    (right) => ({
      submit: (plan, options) => right.submit(plan, { ...options, mayPost: async () => true }),
    }),
  ],
  [
    'a submission takes no notice of an abort',
    cockroach,
    'a call that is aborted beforehand sends nothing',
    (right) => ({
      submit: (plan, { mayPost }) => right.submit(plan, { mayPost, signal: AbortSignal.timeout(5_000) }),
    }),
  ],
  [
    'a failed read is an empty list',
    cockroach,
    'a read that meets 500 rejects, and finds are never empty by mistake',
    (right) => ({
      find: (plan, options) =>
        right.find(plan, options).catch(() => ({ type: 'matches', operations: [] }) as const),
    }),
  ],
  [
    'a baseline that cannot be read is empty',
    atlas,
    'a read that meets 403 rejects, and finds are never empty by mistake',
    (right) => ({
      baseline: (plan, options) =>
        right.baseline(plan, options).catch(() => ({ operationIds: [], vendorTime: new Date() })),
    }),
  ],
  [
    'a find takes any restore of the target for ours',
    cockroach,
    'a different restore of the same target is not ours',
    (right) => ({
      async find(plan, options) {
        const { operationIds, vendorTime } = await right.baseline(plan, options);
        const operations = operationIds.map((operationId) => ({ operationId, createdAt: vendorTime }));
        return { type: 'matches', operations };
      },
    }),
  ],
  [
    'a find says “none” where the vendor shows too little',
    prisma,
    'a submission that was lost on its way there is not found',
    () => ({ find: async () => ({ type: 'matches', operations: [] }) }),
  ],
  [
    'the baseline does not have what was there before',
    cockroach,
    'a restore that was there before us is in the baseline, and is never found as ours',
    (right) => ({
      baseline: async (plan, options) => ({ ...(await right.baseline(plan, options)), operationIds: [] }),
    }),
  ],
  [
    'an unknown status is “still running” without an alarm',
    cockroach,
    'a status that nobody knows goes on with an alarm',
    (right) => ({
      async poll(operation, options) {
        const poll = await right.poll(operation, options);
        return poll.type === 'running' ? { type: 'running', detail: poll.detail } : poll;
      },
    }),
  ],
  [
    'an operation that the vendor forgot has failed',
    cockroach,
    'an operation that the vendor forgot is gone, and neither ended nor failed',
    (right) => ({
      async poll(operation, options) {
        const poll = await right.poll(operation, options);
        return poll.type === 'gone' ? { type: 'failed', reason: poll.detail, leftBehind: '' } : poll;
      },
    }),
  ],
  [
    'a poll that cannot read says “still running”',
    prisma,
    'a poll that meets 401 is an error and ends nothing',
    (right) => ({
      poll: (operation, options) =>
        right.poll(operation, options).catch(() => ({ type: 'running', detail: 'It runs.' }) as const),
    }),
  ],
  [
    'the vendor’s reason is left out',
    cockroach,
    'a failure carries the vendor’s reason',
    (right) => ({
      async poll(operation, options) {
        const poll = await right.poll(operation, options);
        return poll.type === 'failed' ? { ...poll, reason: 'It failed.' } : poll;
      },
    }),
  ],
  [
    'the lock has the connection’s name in it',
    cockroach,
    'locks the same target under every connection',
    (right) => ({ lockKeys: ({ target }) => [`${right.connection}:${target.id}`] }),
  ],
  [
    '“latest” stays “latest” in the plan',
    cockroach,
    'pins the latest backup when it plans, and the plan survives storing',
    (right) => ({
      async plan(kind, input, options) {
        const result = await right.plan(kind, input, options);
        if (result.type === 'rejected') return result;
        const takenAt = new Date('2999-01-01T00:00:00Z');
        return {
          ...result,
          plan: { ...result.plan, point: { type: 'backup', backupId: 'latest', takenAt } },
        };
      },
    }),
  ],
  [
    'a preflight starts the restore to see whether it works',
    cockroach,
    'checks and observes without changing anything',
    (right) => ({
      async preflight(plan, options) {
        await right.submit(plan, { ...options, mayPost: async () => true });
        return { ...(await right.preflight(plan, options)), findings: [] };
      },
    }),
  ],
  [
    'a kind says that it creates something next to existing data, and overwrites',
    prisma,
    'does to its target what its kind says it does',
    (right) => ({
      kinds: right.kinds.map((kind) => ({ ...kind, facts: { ...kind.facts, impact: 'new-target' } })),
    }),
  ],
  [
    'a password that comes with the answer is thrown away',
    zilliz,
    'returns a secret only if its kind says so',
    (right) => ({
      submit: async (plan, options) => ({ operationId: (await right.submit(plan, options)).operationId }),
    }),
  ],
];

/** A provider that says less than it saw. */
function soften(right: RestoreProvider, from: 'blocker' | 'before-start'): RestoreProvider['preflight'] {
  return async (plan, options) => {
    const preflight = await right.preflight(plan, options);
    const findings = preflight.findings.map((each) =>
      each.level === from ? ({ ...each, level: 'warning' } as const) : each,
    );
    return { ...preflight, findings };
  };
}

/** A provider that takes one kind of error for another. */
function renamed(
  right: RestoreProvider,
  from: ProviderError['kind'],
  to: ProviderError['kind'],
): RestoreProvider['submit'] {
  return (plan, options) =>
    right.submit(plan, options).catch((error: unknown) => {
      if (!(error instanceof ProviderError) || error.kind !== from) throw error;
      throw new ProviderError({ ...error.facts, kind: to });
    });
}

/** The harness with the mistake in its provider. */
function spoiled(start: StartHarness, wrong: Wrong): StartHarness {
  return async () => {
    const harness = await start();
    return { ...harness, provider: { ...harness.provider, ...wrong(harness.provider) } };
  };
}

test('there are twenty deliberate mistakes at least, each a different one', () => {
  expect(new Set(mistakes.map(([mistake]) => mistake)).size).toBe(mistakes.length);
  expect(mistakes.length).toBeGreaterThanOrEqual(20);
});

test.each(mistakes)('the suite goes red where %s', async (_, start, red, wrong) => {
  const find = (from: StartHarness) => conformanceCases(from).find(({ name }) => name === red);

  await expect(find(start)?.run(), 'the case on the provider as it is').resolves.toBeUndefined();
  await expect(find(spoiled(start, wrong))?.run()).rejects.toMatchObject({ name: 'AssertionError' });
});
