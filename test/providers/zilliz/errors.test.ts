import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import { call, callsOf, post, rejection, type FaultAction } from '#test/support/provider-harness.ts';
import { startZillizHarness } from '#test/support/provider-zilliz.ts';

/** HTTP 200 with a code, as the vendor sends most of its errors. */
function envelope(code: number, message = 'because so'): FaultAction {
  return { type: 'status', status: 200, body: { code, message } };
}

describe('an error under status 200', () => {
  test.each([
    [96_002, 'invalid'],
    [96_013, 'forbidden'],
    [96_016, 'forbidden'],
    [96_017, 'conflict'],
    [96_018, 'not-found'],
    [96_031, 'invalid'],
  ])('with code %i refuses a submission as %s, in its own words', async (code, kind) => {
    await using harness = await startZillizHarness();
    harness.simulator.fault({ ...harness.submits, action: envelope(code) });

    const error = await rejection(harness.provider.submit(harness.plan, post()));

    expect(error).toMatchObject({ kind, facts: { code: `${code}`, detail: 'because so', httpStatus: 200 } });
    expect(error instanceof ProviderError ? callText(error) : '').toContain('because so. ');
    expect(callsOf(harness, harness.submits)).toHaveLength(1);
    expect(harness.started()).toBe(0);
  });

  // Two that name a failure of the work itself, and others that no document of the vendor has.
  test.each([96_038, 96_039, 96_040, 96_999, 21_119, 40_013, 63_104, 1_100, 1, 403])(
    'with code %i leaves a submission indeterminate: nobody documents that nothing was done',
    async (code) => {
      await using harness = await startZillizHarness();
      harness.simulator.fault({ ...harness.submits, action: envelope(code) });

      const error = await rejection(harness.provider.submit(harness.plan, post()));

      expect(error).toMatchObject({
        kind: 'indeterminate',
        facts: { code: `${code}`, detail: 'because so' },
      });
      expect(callsOf(harness, harness.submits)).toHaveLength(1);
    },
  );

  test('from inside the vendor leaves a submission indeterminate, and a read to be tried again', async () => {
    await using harness = await startZillizHarness();
    harness.simulator.fault({ ...harness.submits, action: envelope(500) });
    harness.simulator.fault({ ...harness.lists, action: envelope(500) });

    expect(await rejection(harness.provider.submit(harness.plan, post()))).toMatchObject({
      kind: 'indeterminate',
    });
    await expect(harness.provider.baseline(harness.plan, call())).resolves.toMatchObject({
      operationIds: [],
    });
  });

  test('that a wrong key meets is told like the one under 401', async () => {
    await using harness = await startZillizHarness({}, { apiKey: 'wrong' });

    expect(await rejection(harness.provider.whoAmI(call()))).toMatchObject({
      kind: 'unauthorized',
      facts: { code: '21119', httpStatus: 401, detail: 'The apikey is illegal' },
    });
  });

  test('of a list is never an empty list', async () => {
    await using harness = await startZillizHarness();
    harness.simulator.fault({ method: 'GET', path: '/v2/backups', action: envelope(96_035), times: 9 });
    const query = { kind: 'cluster', field: 'backup', search: '', input: harness.input };

    await expect(harness.provider.choices(query, call())).rejects.toMatchObject({ kind: 'invalid' });
  });
});

test.each([
  ['neither code nor payload', {}, 'code'],
  ['no payload', { code: 0 }, 'data'],
  ['a payload and no code', { data: [] }, 'code'],
])('an answer with %s is not what is documented', async (_, body, path) => {
  await using harness = await startZillizHarness();
  harness.simulator.fault({
    method: 'GET',
    path: '/v2/projects',
    action: { type: 'status', status: 200, body },
  });

  expect(await rejection(harness.provider.whoAmI(call()))).toMatchObject({
    kind: 'contract',
    message: expect.stringContaining(path) as string,
  });
});

test('code 200 is a success, as for the vendor’s own client', async () => {
  await using harness = await startZillizHarness();
  const body = { code: 200, data: { clusterId: 'in01-1', jobId: 'job-1', password: 'p' } };
  harness.simulator.fault({ ...harness.submits, action: { type: 'status', status: 200, body } });

  await expect(harness.provider.submit(harness.plan, post())).resolves.toMatchObject({
    operationId: 'job-1',
  });
});

test('pages that do not add up to what the vendor counts are an error', async () => {
  await using harness = await startZillizHarness();
  harness.simulator.fault({
    ...harness.lists,
    action: { type: 'edit', set: { 'data.count': 900 } },
    times: 9,
  });

  await expect(harness.provider.baseline(harness.plan, call())).rejects.toMatchObject({ kind: 'contract' });
});

const garbled: readonly (readonly [string, FaultAction])[] = [
  ['half of it', { type: 'half-json' }],
  ['no ids in it', { type: 'edit', remove: ['data.clusterId', 'data.jobId'] }],
  ['a job that is no text', { type: 'edit', set: { 'data.jobId': 7 } }],
  ['a code that refuses', { type: 'edit', set: { code: 96_040, message: 'no' } }],
  ['a code that is text', { type: 'edit', set: { code: 'zero' } }],
  ['nothing after it', { type: 'drop', applied: true }],
];

test.each(garbled)('the password is in no error where the answer has %s', async (_, action) => {
  await using harness = await startZillizHarness();
  harness.simulator.fault({ ...harness.submits, action: { ...action, applied: true } });

  const error = await rejection(harness.provider.submit(harness.plan, post()));

  const [cluster] = harness.simulator.clustersNamed(harness.plan.target.name);
  const password = cluster?.password ?? 'no cluster';
  expect(password).toMatch(/^.{12,}$/);
  expect(error).toBeInstanceOf(ProviderError);
  expect(`${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`).not.toContain(
    password,
  );
});

test('the password is handed over once, and in nothing that is said or stored afterwards', async () => {
  await using harness = await startZillizHarness();
  const { provider, plan } = harness;
  const baseline = await provider.baseline(plan, call());
  const { operationId, secrets = {} } = await provider.submit(plan, post());
  const operation = { plan, operationId };
  harness.finish();
  const later = [
    operationId,
    plan,
    await provider.poll(operation, call()),
    await provider.find(plan, { ...call(), since: baseline.vendorTime, baseline }),
    await provider.verify(operation, call()),
    await provider.verify(
      { plan, operationId: harness.simulator.clustersNamed(plan.target.name)[0]?.id ?? '' },
      call(),
    ),
    await provider.preflight(plan, call()),
    await provider.observe(plan, call()),
    provider,
  ];

  const [password = ''] = Object.values(secrets);
  expect(Object.keys(secrets)).toEqual(['Password of db_admin']);
  expect(password).toBe(harness.simulator.clustersNamed(plan.target.name)[0]?.password);
  expect(inspect(later, { depth: 20, showHidden: true })).not.toContain(password);
});
