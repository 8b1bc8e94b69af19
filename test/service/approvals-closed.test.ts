import { describe, expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import type { RestoreProvider } from '#core/provider.ts';
import { aFreeze, hourOfIt, minutes, tenMinutesLater } from '#test/support/freezes.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';
import { approve, firstRule, step } from '#test/support/service-steps.ts';

// 13.3: everything that is said of a freeze is true.
describe('F31: a freeze that holds what waits', () => {
  const opensAt = new Date('2026-03-01T03:10:00.000Z');
  const closed = { freeze: 'release', effect: 'deny', opensAt };

  test('F31: can be asked in, and nobody can approve before it is over; the window begins then, on a fresh check', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(hourOfIt));
    const request = await harness.asked();

    const early = await approve(harness, request);
    const waiting = await step(harness, request.id);
    harness.pass(minutes(10));
    const { state } = await step(harness, request.id);
    const opened = (await harness.load(request.id)).events.at(-1);

    expect(request.state).toMatchObject({ tag: 'pending-approval', votes: [], closed });
    expect(early).toMatchObject({ type: 'refused', refusal: { code: 'not-open', ...closed } });
    expect(waiting.state).toMatchObject({ closed });
    expect(state).toEqual({
      tag: 'pending-approval',
      votes: [],
      expiresAt: new Date('2026-03-01T04:10:00.000Z'),
      reminders: 0,
    });
    expect(opened).toMatchObject({ type: 'approvals-opened', findings: expect.arrayContaining([]) });
    expect(harness.provider.started()).toBe(0);
  });

  test('F31: opens once no freeze is in force any more: adjacent and overlapping ones are one', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(
      aFreeze(hourOfIt),
      aFreeze({ ...hourOfIt, from: '2026-03-01T03:10', until: '2026-03-01T05:00' }, { name: 'next' }),
      aFreeze({ ...hourOfIt, from: '2026-03-01T04:30', until: '2026-03-01T06:00' }, { name: 'last' }),
    );
    const { id, state } = await harness.asked();
    const joined = new Date('2026-03-01T06:00:00.000Z');

    harness.pass(minutes(10));
    const between = await step(harness, id);
    harness.pass(minutes(170));

    expect(state).toMatchObject({ closed: { opensAt: joined } });
    expect(between.state).toMatchObject({ closed: { opensAt: joined } });
    expect((await step(harness, id)).state).not.toHaveProperty('closed');
  });

  test('F31: that begins while people vote voids their votes, at that moment, and reopens the same way', async () => {
    await using harness = await startServiceHarness();
    const rule = firstRule(harness);
    if (rule.approve !== undefined) harness.rules[0] = { ...rule, approve: { ...rule.approve, quorum: 2 } };
    harness.freezes.push(aFreeze(tenMinutesLater));
    const request = await harness.asked();
    await approve(harness, request);

    const before = await step(harness, request.id);
    harness.pass(minutes(10));
    const begun = await step(harness, request.id);
    harness.pass(minutes(110));

    expect(before.next).toEqual(opensAt);
    expect(before.state).toMatchObject({ votes: [{ by: 'U0ADA' }] });
    expect(begun.state).toMatchObject({
      votes: [],
      closed: { opensAt: new Date('2026-03-01T05:00:00.000Z') },
      expiresAt: new Date('2026-03-01T06:00:00.000Z'),
    });
    expect((await step(harness, request.id)).state).toMatchObject({ votes: [], tag: 'pending-approval' });
  });

  test('F31: that begins between the vote and the start takes the yes back: it is never kept for later', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.freezes.push(aFreeze(hourOfIt));

    expect((await step(harness, id)).state).toMatchObject({ tag: 'pending-approval', votes: [], closed });
    harness.pass(minutes(10));
    await step(harness, id);
    expect((await step(harness, id)).state).toMatchObject({ tag: 'pending-approval', votes: [] });
    expect(harness.provider.started()).toBe(0);
  });

  test('F31: whose end nobody knows lets it expire as usual, and says what it waited for', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(
      aFreeze({ ...hourOfIt, from: '2020-01-01T00:00', until: '2020-01-02T00:00' }, { effect: 'allow' }),
    );
    const { id, state } = await harness.asked();

    const request = await harness.drive(id);

    expect(state).toMatchObject({ closed: { freeze: 'release', effect: 'allow' } });
    expect(state).not.toHaveProperty('closed.opensAt');
    expect(request.state).toMatchObject({
      tag: 'expired',
      text: expect.stringContaining('“release” lasted longer'),
      at: new Date('2026-03-01T04:00:00.000Z'),
    });
  });

  test('F31: that is taken out of the configuration opens approvals at the next check', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze({ ...hourOfIt, until: '2026-03-05T00:00' }));
    const { id } = await harness.asked();
    const { next } = await step(harness, id);

    harness.freezes.length = 0;

    expect(next).toEqual(new Date('2026-03-01T03:05:00.000Z'));
    expect((await step(harness, id)).state).not.toHaveProperty('closed');
  });

  test('F31: keeps what needs nobody’s approval from starting, until its end', async () => {
    await using harness = await startServiceHarness();
    harness.rules[0] = { ...firstRule(harness), approve: undefined };
    harness.freezes.push(aFreeze(hourOfIt));
    const { id, state } = await harness.asked();

    const sentBefore = harness.provider.started();
    harness.pass(minutes(10));
    await step(harness, id);

    expect(state).toMatchObject({ tag: 'pending-approval', closed });
    expect(sentBefore).toBe(0);
    expect((await step(harness, id)).state.tag).toBe('restoring');
  });

  test('F31: a vendor that cannot be asked delays no opening, and the findings say that nobody looked', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(hourOfIt));
    const { id } = await harness.asked();
    harness.pass(minutes(10));
    const provider: RestoreProvider = {
      ...harness.provider.provider,
      preflight: async () => {
        throw new ProviderError({
          kind: 'unavailable',
          action: 'read the cluster',
          detail: 'it is away',
          advice: 'Wait.',
        });
      },
    };
    await harness
      .another({ providers: new Map([['crdb-prod', provider]]) })
      .advance(id, AbortSignal.timeout(5_000));
    const { request } = await harness.load(id);

    expect(request.state).not.toHaveProperty('closed');
    expect(request.findings.at(-1)).toMatchObject({ code: 'not-checked', level: 'warning' });
  });

  test('F31: about other restores holds nothing', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(hourOfIt, { match: { targets: ['billing-*'] } }));
    const { id } = await harness.approved();

    expect((await step(harness, id)).state.tag).toBe('restoring');
  });

  test('F31: outside the only times in which restores may start, approvals open when they begin', async () => {
    await using harness = await startServiceHarness();
    harness.freezes.push(aFreeze(tenMinutesLater, { effect: 'allow' }));
    const { state } = await harness.asked();

    expect(state).toMatchObject({ closed: { effect: 'allow', opensAt } });
  });
});
