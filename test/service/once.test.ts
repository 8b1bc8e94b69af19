import { describe, expect, test } from 'vitest';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { unproven } from '#test/support/provider-cases-submission.ts';
import { callsOf, type FaultAction, type ProviderHarness } from '#test/support/provider-harness.ts';
import { plainOnes } from '#test/support/providers-under-test.ts';
import { type ServiceHarness, startServiceHarnessOn } from '#test/support/service-harness.ts';

type Start = (realNow: () => number) => Promise<ProviderHarness>;
type Harness = ServiceHarness<ProviderHarness>;

const providers: readonly (readonly [string, Start])[] = [
  ...plainOnes,
  ['Atlas download', (realNow) => startAtlasHarness({ variant: 'download', simulator: { realNow } })],
];

/** Longer than any settle time and any window of a request here. */
const dayMs = 24 * 60 * 60_000;

function posts({ provider }: Harness): number {
  return callsOf(provider, provider.submits).length;
}

function failSubmissions({ provider }: Harness, action: FaultAction, times = 1): void {
  provider.simulator.fault({ ...provider.submits, times, action });
}

const overOrTaken = ({ state }: RestoreRequest): boolean =>
  hasEnded(state) || state.tag === 'unknown' || state.tag === 'restoring';

describe.each(providers)('%s', (_, start) => {
  test.each(unproven)(
    'that did it and answered %s is asked once, and followed or left to people',
    async (__, action) => {
      await using harness = await startServiceHarnessOn(start);
      failSubmissions(harness, action);

      const { id } = await harness.approved();
      const request = await harness.drive(id, overOrTaken);

      expect(['restoring', 'unknown']).toContain(request.state.tag);
      expect(posts(harness)).toBe(1);
      expect(harness.provider.started()).toBe(1);
    },
  );

  test('that did it and said that it was busy is asked once', async () => {
    await using harness = await startServiceHarnessOn(start);
    failSubmissions(harness, { type: 'status', status: 423, applied: true });

    const { id } = await harness.approved();
    const request = await harness.drive(id, overOrTaken);

    expect(request.state.tag).not.toBe('restoring');
    expect(posts(harness)).toBe(1);
  });

  test('that was busy once is asked again', async () => {
    await using harness = await startServiceHarnessOn(start);
    failSubmissions(harness, { type: 'status', status: 423 });

    const { id } = await harness.approved();
    const request = await harness.drive(id, overOrTaken);

    expect(request.state.tag).toBe('restoring');
    expect(request.attempts).toMatchObject([{ proof: 'refused' }, { proof: 'accepted' }]);
    expect(harness.provider.started()).toBe(1);
  });

  test('that had enough is asked again when it said, and not before', async () => {
    await using harness = await startServiceHarnessOn(start);
    failSubmissions(harness, { type: 'status', status: 429, headers: { 'retry-after': '90' } });
    const { id } = await harness.approved();

    await harness.drive(id, ({ state, attempts }) => state.tag === 'approved' && attempts.length === 1);

    const { look, request } = await harness.load(id);
    expect(request.attempts).toMatchObject([{ proof: 'refused' }]);
    expect((look?.next.getTime() ?? 0) - (look?.at.getTime() ?? 0)).toBe(90_000);
  });

  test('whose list lags longer than it settles is asked again only where it refuses a second one', async () => {
    await using harness = await startServiceHarnessOn(start);
    harness.provider.simulator.clock.setListLag(dayMs);
    failSubmissions(harness, { type: 'drop', applied: true });

    const { id } = await harness.approved();
    const request = await harness.drive(id, overOrTaken);

    const { kinds } = harness.provider.provider;
    const refuses = kinds.some((kind) => kind.id === harness.provider.kind && kind.duplicate === 'refused');
    expect(harness.provider.started()).toBe(1);
    expect(posts(harness)).toBeLessThanOrEqual(refuses ? 3 : 1);
    expect(request.state.tag).toBe(harness.provider.finds === 'by-status' ? 'restoring' : 'unknown');
  });
});
