import { describe, expect, test } from 'vitest';
import type { FaultAction, ProviderHarness } from '#test/support/provider-harness.ts';
import { call, rejection } from '#test/support/provider-harness.ts';
import { plainOnes } from '#test/support/providers-under-test.ts';

/** Answers of a vendor to which a list of large pages is too much. */
const tooDear: readonly (readonly [string, FaultAction])[] = [
  ['with more bytes than are read', { type: 'huge', bytes: 2_000_000 }],
  ['with a 500', { type: 'status', status: 500 }],
  ['with a gateway’s page', { type: 'html', status: 504 }],
  ['with a complaint about the size', { type: 'status', status: 400, message: 'Page size is too large' }],
];

const sources = (harness: ProviderHarness) =>
  harness.provider.choices({ kind: harness.kind, field: 'source', input: {}, search: '' }, call());

describe.each(plainOnes)('a list that is too dear for %s', (_, start) => {
  test.each(tooDear)('%s is read whole in smaller pages', async (_what, action) => {
    await using harness = await start();
    const whole = await sources(harness);
    harness.simulator.fault({ method: 'GET', pageOver: 20, times: 1_000, action });

    await expect(sources(harness)).resolves.toEqual(whole);
    expect(whole.length).toBeGreaterThan(1);
  });

  test('in any size is an error that blames nobody’s documentation', async () => {
    await using harness = await start();
    harness.simulator.fault({ method: 'GET', path: '/', times: 1_000, action: { type: 'huge' } });

    const error = await rejection(sources(harness));

    expect(JSON.stringify(error)).toContain('it reads no answer that large');
  });

  test('because the vendor is down is asked for once more, not size by size', async () => {
    await using harness = await start();
    harness.simulator.fault({ method: 'GET', times: 1_000, action: { type: 'status', status: 503 } });

    expect(await rejection(sources(harness))).toMatchObject({ kind: 'unavailable' });
    const perPath = Map.groupBy(harness.simulator.calls(), ({ path, handshake }) => `${path} ${handshake}`);
    expect(Math.max(...[...perPath.values()].map((calls) => calls.length))).toBeLessThanOrEqual(6);
  });
});
