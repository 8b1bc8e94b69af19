import { describe, expect, test } from 'vitest';
import { startAtGate, step } from '#test/support/last-gate.ts';
import { callsOf } from '#test/support/provider-harness.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';

const ben = { type: 'person', userId: 'U0BEN' } as const;

describe('while restores are paused', () => {
  test('an approved restore is held and nothing is sent; it starts at once after the resume', async () => {
    await using harness = await startServiceHarness();
    await harness.service.changePause('U0BEN', { type: 'pause', reason: 'INC-9' });
    const { id } = await harness.approved();

    const { request } = await step(harness, id);
    await step(harness, id);

    expect(request.state).toMatchObject({ tag: 'approved', hold: { why: { code: 'paused' } } });
    expect(harness.provider.started()).toBe(0);
    expect((await harness.load(id)).events.filter(({ type }) => type === 'held')).toHaveLength(1);

    await harness.service.changePause('U0BEN', { type: 'resume' });
    // No time has passed: the hold interval is not waited for.
    expect((await step(harness, id)).request.state.tag).toBe('restoring');
    expect(harness.provider.started()).toBe(1);
  });

  test('between the intent and the gate: nothing is sent, and one write follows the resume', async () => {
    await using harness = await startAtGate();
    const { id } = await harness.approved();
    harness.barrier.happens = async () => {
      await harness.pause.pause(ben, 'INC-9');
    };

    const held = await step(harness, id);

    expect(held.request.state).toMatchObject({
      tag: 'approved',
      hold: { why: { code: 'paused' } },
    });
    expect(held.request.attempts).toHaveLength(1);
    expect(callsOf(harness.provider, harness.provider.submits)).toHaveLength(0);

    harness.barrier.happens = () => undefined;
    harness.pass(harness.timing.holdMs);
    expect((await step(harness, id)).request.state).toMatchObject({ hold: { why: { code: 'paused' } } });
    await harness.service.changePause('U0BEN', { type: 'resume' });
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    expect(callsOf(harness.provider, harness.provider.submits)).toHaveLength(1);
  });

  test('what runs is followed to its end', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');
    await harness.pause.pause(ben, 'INC-9');

    harness.provider.finish();

    expect((await harness.drive(id)).state.tag).toBe('succeeded');
  });

  test('a yes is not kept for later: past `startWithin` the request expires', async () => {
    await using harness = await startServiceHarness();
    await harness.pause.pause(ben, 'INC-9');
    const { id } = await harness.approved();

    const { state } = await harness.drive(id);

    expect(state).toMatchObject({
      tag: 'expired',
      why: { code: 'not-started-in-time', hold: { why: { code: 'paused' } } },
    });
    expect(harness.provider.started()).toBe(0);
  });

  test('a pause that no key of ours signed counts', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    harness.audit.switch.line = '{"seq":1,"kind":"system"}';

    await step(harness, id);

    expect(harness.provider.started()).toBe(0);
    expect(await harness.service.paused()).toEqual({ type: 'unverified' });
  });
});

describe('the switch', () => {
  test('is for the people of the configuration; a refusal is in the audit', async () => {
    await using harness = await startServiceHarness();

    const outcome = await harness.service.changePause('U0ADA', { type: 'pause', reason: 'no' });

    expect(outcome).toMatchObject({ refusal: { code: 'may-not-pause', because: 'not-in-the-rule' } });
    expect(await harness.service.paused()).toBeUndefined();
    const [entry] = await harness.audit.lines(1, 1);
    expect(JSON.parse(entry ?? '')).toMatchObject({ kind: 'refusal', by: 'U0ADA', command: 'pause' });
  });

  test('is audited, once for each turn, with who and why', async () => {
    await using harness = await startServiceHarness();
    const { service, audit } = harness;

    expect(await service.changePause('U0BEN', { type: 'pause', reason: 'INC-9' })).toMatchObject({
      changed: true,
    });
    expect(await service.changePause('U0BEN', { type: 'pause', reason: 'again' })).toMatchObject({
      changed: false,
      paused: { reason: 'INC-9' },
    });
    await service.changePause('U0BEN', { type: 'resume' });
    await service.changePause('U0BEN', { type: 'resume' });

    const lines = await audit.lines(1, audit.sequence());
    expect(lines.map((line) => JSON.parse(line ?? '') as object)).toMatchObject([
      { kind: 'system', what: 'paused', detail: { by: 'U0BEN', reason: 'INC-9' } },
      { kind: 'system', what: 'resumed', detail: { by: 'U0BEN' } },
    ]);
  });

  test('draws every open card again, also where it was turned at a shell', async () => {
    await using harness = await startServiceHarness();
    const announced: string[] = [];
    const wakeups = {
      work: async () => undefined,
      announce: async (id: string) => void announced.push(id),
    };
    const { id } = await harness.asked();
    const ended = await harness.approved();
    harness.provider.finish();
    await harness.drive(ended.id);
    const service = harness.another({ wakeups });

    await service.changePause('U0BEN', { type: 'pause', reason: '' });
    expect(announced).toEqual([id]);

    const other = harness.another({ wakeups });
    await other.sweep(30_000, 0);
    await other.sweep(30_000, 0);
    expect(announced).toEqual([id, id]);
    await harness.pause.resume({ type: 'command-line', name: 'root@bastion' });
    await other.sweep(30_000, 0);
    expect(announced).toEqual([id, id, id]);
  });
});
