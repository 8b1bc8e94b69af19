import { expect, vi } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { Check, StartHarness } from './provider-check.ts';
import { call, callsOf, post, rejection, type FaultAction } from './provider-harness.ts';

/** Answers of a write after which nobody knows whether it happened. */
const lostAnswers: readonly (readonly [string, FaultAction])[] = [
  ['a connection dropped after applying', { type: 'drop', applied: true }],
  ['a connection dropped before applying', { type: 'drop' }],
  ['a 500', { type: 'status', status: 500 }],
  ['a 502 after applying', { type: 'status', status: 502, applied: true }],
  ['a 503 with Retry-After', { type: 'status', status: 503, headers: { 'retry-after': '1' } }],
  ['a redirect', { type: 'status', status: 307, headers: { location: '/elsewhere' } }],
  ['a proxy’s web page', { type: 'html', status: 504, applied: true }],
  ['a web page as success', { type: 'html', status: 200 }],
  ['half a JSON', { type: 'half-json' }],
  ['an empty success', { type: 'empty' }],
  ['a body of 10 MB', { type: 'huge' }],
  ['no answer at all', { type: 'hang', applied: true }],
];

/** Answers that sound like a no and prove none: the vendor did what was asked. */
export const unproven: readonly (readonly [string, FaultAction])[] = [
  ...[400, 408, 409, 425, 499, 503].map(
    (status) =>
      [
        `a ${status} with Retry-After`,
        { type: 'status', status, headers: { 'retry-after': '1' }, applied: true },
      ] as const,
  ),
  ...[405, 408, 412, 421, 425, 451, 499].map(
    (status) =>
      [`a ${status} that nobody documents`, { type: 'status', status, code: 'NEW', applied: true }] as const,
  ),
  ...[408, 500, 502, 503].map(
    (status) =>
      [
        `a ${status} that says “rate limit exceeded”`,
        { type: 'status', status, message: 'rate limit exceeded', applied: true },
      ] as const,
  ),
  [
    'a success that says “rate limit exceeded”',
    { type: 'status', status: 200, body: { message: 'rate limit exceeded' }, applied: true },
  ],
  ...[401, 403, 404].map(
    (status) => [`a ${status} with a proxy’s web page`, { type: 'html', status, applied: true }] as const,
  ),
  ...[{ ok: false }, { message: 'Forbidden' }, 'no', null, []].map(
    (body) =>
      [`a 403 with ${JSON.stringify(body)}`, { type: 'status', status: 403, body, applied: true }] as const,
  ),
  ...[400, 403, 409, 422].map(
    (status) => [`a ${status} cut off in the middle`, { type: 'half-json', status }] as const,
  ),
  ['a 403 without a body', { type: 'empty', status: 403 }],
];

/** Answers of a write that mean no: in the vendor's own words, under a status that says so. */
const refusals: readonly (readonly [number, string])[] = [
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [422, 'invalid'],
  [423, 'busy'],
];

/** The one call that must never be made twice. */
export function describeSubmission(check: Check, start: StartHarness): void {
  check.each([...lostAnswers, ...unproven])(
    '%s leaves a submission indeterminate and sends it once',
    async (_, action) => {
      await using harness = await start();
      harness.simulator.fault({ ...harness.submits, action });

      await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
        kind: 'indeterminate',
      });

      expect(callsOf(harness, harness.submits)).toHaveLength(1);
    },
  );

  check.each(refusals)('status %i on a submission means %s, and no restore', async (status, kind) => {
    await using harness = await start();
    harness.simulator.fault({
      ...harness.submits,
      action: { type: 'status', status, message: 'because so' },
    });

    const error = await rejection(harness.provider.submit(harness.plan, post()));

    expect(error).toMatchObject({ kind, facts: { httpStatus: status } });
    expect(error instanceof ProviderError ? callText(error) : '').toContain('because so');
    expect(callsOf(harness, harness.submits)).toHaveLength(1);
    expect(harness.started()).toBe(0);
  });

  check(
    'a submission over the rate limit is not accepted, not repeated, and holds everybody back',
    async () => {
      await using harness = await start();
      const action = { type: 'status', status: 429, headers: { 'retry-after': '7' } } as const;
      harness.simulator.fault({ ...harness.submits, action });

      const error = await rejection(harness.provider.submit(harness.plan, post()));

      expect(error).toMatchObject({ kind: 'rate-limited', facts: { retryAfterMs: 7_000 } });
      expect(harness.limiter.pauses).toEqual([{ connection: harness.provider.connection, ms: 7_000 }]);
      expect(callsOf(harness, harness.submits)).toHaveLength(1);
    },
  );

  check('a refused connection means that nothing was submitted', async () => {
    await using harness = await start();
    await harness.simulator.close();

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  check(
    'nothing is sent once the time to post is over, which is asked after waiting for a turn',
    async () => {
      await using harness = await start();
      const turns: number[] = [];
      const mayPost = async () => {
        turns.push(harness.limiter.taken.length);
        return false;
      };

      const error = await rejection(harness.provider.submit(harness.plan, { ...call(), mayPost }));

      expect(error).toMatchObject({ kind: 'unavailable' });
      expect(turns).toEqual([1]);
      expect(callsOf(harness, harness.submits)).toHaveLength(0);
    },
  );

  check('takes its turn as an act for submitting, and as a look for polling', async () => {
    await using harness = await start();
    const { operationId } = await harness.provider.submit(harness.plan, post());
    await harness.provider.poll({ plan: harness.plan, operationId }, call());

    expect(harness.limiter.taken.map(({ use }) => use)).toEqual(['act', 'look']);
  });

  check('an aborted call rejects at once with the reason and leaves no socket open', async () => {
    await using harness = await start();
    const controller = new AbortController();
    const reason = new Error('the process stops');
    harness.simulator.fault({ ...harness.submits, action: { type: 'hang', applied: true } });

    const submission = rejection(
      harness.provider.submit(harness.plan, { signal: controller.signal, mayPost: async () => true }),
    );
    await vi.waitFor(() => expect(callsOf(harness, harness.submits)).toHaveLength(1), 5_000);
    controller.abort(reason);

    expect(await submission).toBe(reason);
    await vi.waitFor(async () => expect(await harness.simulator.connections()).toBe(0), 5_000);
  });

  check('a call that is aborted beforehand sends nothing', async () => {
    await using harness = await start();
    const reason = new Error('too late');

    const signal = AbortSignal.abort(reason);

    expect(
      await rejection(harness.provider.submit(harness.plan, { signal, mayPost: async () => true })),
    ).toBe(reason);
    expect(await rejection(harness.provider.preflight(harness.plan, { signal }))).toBe(reason);
    expect(harness.simulator.calls()).toHaveLength(0);
  });
}
