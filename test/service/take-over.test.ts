import { describe, expect, test } from 'vitest';
import { currentAgreement, type RestoreRequest } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { callsOf } from '#test/support/provider-harness.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

const signal = () => AbortSignal.timeout(10_000);
const click = (id: string, commandId: string, by = 'U0ADA') => ({ requestId: id, by, commandId });

/** A vendor that no longer takes our key, for whatever we read. */
function revokeKey(harness: ServiceHarness): void {
  harness.provider.simulator.fault({
    method: 'GET',
    path: '/',
    times: 10_000,
    action: { type: 'status', status: 401, message: 'the key was revoked' },
  });
}

/** A restore that runs at the vendor while restorebot, whose key was revoked, cannot follow it. */
async function outOfSight(harness: ServiceHarness): Promise<string> {
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  harness.provider.simulator.clock.setSpeed(0);
  revokeKey(harness);
  await harness.drive(id, ({ state }) => state.tag === 'restoring' && state.trouble !== undefined);
  return id;
}

/** A restore that the vendor took, whose answer was lost and which restorebot, whose key was revoked, cannot find. */
async function lostFromSight(harness: ServiceHarness): Promise<string> {
  harness.provider.simulator.fault({
    ...harness.provider.submits,
    action: { type: 'drop', applied: true },
  });
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.answer === 'lost');
  harness.provider.simulator.clock.setSpeed(0);
  revokeKey(harness);
  await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.trouble !== undefined);
  return id;
}

async function takenOver(harness: ServiceHarness): Promise<{ id: string; operationId: string }> {
  const id = await outOfSight(harness);
  const outcome = await actAs(harness.service, 'take-over', click(id, 'take-over'));
  if (outcome.type !== 'done') throw new Error(`not taken over: ${outcome.refusal.code}`);
  harness.provider.simulator.clearFaults();
  return { id, operationId: candidatesOf(outcome.request)[0] ?? '' };
}

function candidatesOf({ state }: RestoreRequest): readonly string[] {
  return state.tag === 'unknown' ? state.known.candidates : [];
}

describe('a restore that restorebot cannot follow any more', () => {
  test('F21: a restore out of sight is taken over by people who may decide, and then looked at no more', async () => {
    await using harness = await startServiceHarness();
    const id = await outOfSight(harness);

    const stranger = await actAs(harness.service, 'take-over', click(id, 'a', 'U0ZOE'));
    const outcome = await actAs(harness.service, 'take-over', click(id, 'b'));
    harness.provider.simulator.forgetCalls();
    const { next } = await harness.service.advance(id, signal());

    expect(stranger).toMatchObject({ refusal: { code: 'not-entitled' } });
    expect(outcome).toMatchObject({
      request: { state: { tag: 'unknown', known: { because: 'taken-over' } } },
    });
    expect(next).toBeUndefined();
    expect(harness.provider.simulator.calls()).toEqual([]);
    const lines = await harness.audit.linesOf(id);
    expect(JSON.stringify(lines)).toContain('became-unknown');
  });

  test('is not taken over while it can be followed', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.approved();
    await harness.drive(id, ({ state }) => state.tag === 'restoring');

    const outcome = await actAs(harness.service, 'take-over', click(id, 'too-soon'));

    expect(outcome).toMatchObject({ refusal: { code: 'nothing-to-take-over' } });
    expect((await harness.load(id)).request.state.tag).toBe('restoring');
  });

  test('is followed again, to its end, once a person says that it is the one', async () => {
    await using harness = await startServiceHarness();
    const { id, operationId } = await takenOver(harness);

    await actAs(harness.service, 'adopt', { ...click(id, 'adopt'), operationId });
    harness.provider.finish();
    const request = await harness.drive(id);

    expect(request.state).toMatchObject({ tag: 'succeeded', operationId });
    expect(harness.provider.started()).toBe(1);
  });

  test('keeps its target until a person closes it', async () => {
    await using harness = await startServiceHarness();
    const other = await harness.asked();
    const approve = (commandId: string) =>
      actAs(harness.service, 'approve', {
        ...click(other.id, commandId),
        agreement: currentAgreement(other),
        typed: other.plan.plan.target.name,
      });
    const { id } = await takenOver(harness);

    const before = await approve('approve-1');
    await actAs(harness.service, 'close', { ...click(id, 'close'), reason: 'Stopped in the console.' });
    const afterwards = await approve('approve-2');

    expect(before).toMatchObject({ refusal: { code: 'target-held', holder: id } });
    expect(afterwards).toMatchObject({ type: 'done' });
  });
});

describe('submitting again what was taken over', () => {
  const again = (harness: ServiceHarness, id: string, commandId: string) =>
    actAs(harness.service, 'submit-again', click(id, commandId));

  test('P1: is refused while the vendor shows it running, and once it has finished', async () => {
    await using harness = await startServiceHarness();
    const { id, operationId } = await takenOver(harness);

    const running = await again(harness, id, 'again-1');
    harness.provider.finish();
    const finished = await again(harness, id, 'again-2');

    expect(running).toMatchObject({ refusal: { code: 'still-at-vendor', operationId, is: 'running' } });
    expect(finished).toMatchObject({ refusal: { code: 'still-at-vendor', operationId, is: 'finished' } });
    expect((await harness.load(id)).request.state.tag).toBe('unknown');
  });

  test('is asked for again where the vendor says that it failed', async () => {
    await using harness = await startServiceHarness();
    const { id } = await takenOver(harness);
    harness.provider.fail('disk full');

    const outcome = await again(harness, id, 'again');

    expect(outcome).toMatchObject({ request: { state: { tag: 'pending-approval', votes: [] } } });
    expect(harness.provider.started()).toBe(1);
  });

  test('is not believed to be safe where the vendor cannot be asked', async () => {
    await using harness = await startServiceHarness();
    const { id } = await takenOver(harness);
    revokeKey(harness);

    expect(await again(harness, id, 'again')).toMatchObject({ refusal: { code: 'vendor-error' } });
  });
});

describe('an answer that was lost, and a vendor that cannot be asked for it', () => {
  test('F20: a lost answer whose vendor cannot be asked is told once, taken over, and found by a person’s word', async () => {
    await using harness = await startServiceHarness();
    const id = await lostFromSight(harness);
    for (let look = 0; look < 10; look += 1) {
      harness.pass(60_000);
      await harness.service.advance(id, signal());
    }
    const told = (await harness.load(id)).events.filter(({ type }) => type === 'trouble-began');
    const outcome = await actAs(harness.service, 'take-over', click(id, 'take-over'));
    harness.provider.simulator.clearFaults();
    const { plan } = (await harness.load(id)).request.plan;
    const found = await harness.provider.provider.find(plan, { since: new Date(0), signal: signal() });
    const operationId = found.type === 'matches' ? (found.operations[0]?.operationId ?? '') : '';
    const adopted = await actAs(harness.service, 'adopt', { ...click(id, 'adopt'), operationId });

    expect(told).toHaveLength(1);
    expect(outcome).toMatchObject({ request: { state: { tag: 'unknown', known: { candidates: [] } } } });
    expect(adopted).toMatchObject({ request: { state: { tag: 'restoring', operationId } } });
    expect(callsOf(harness.provider, harness.provider.submits)).toHaveLength(1);
  });

  test('F20: a lost answer is looked for again automatically once the key is fixed', async () => {
    await using harness = await startServiceHarness();
    const id = await lostFromSight(harness);
    harness.provider.simulator.clearFaults();

    const request = await harness.drive(id, ({ state }) => state.tag !== 'submitting');

    expect(request.state).toMatchObject({ tag: 'restoring' });
    expect(request.state).not.toHaveProperty('trouble');
    expect(harness.provider.started()).toBe(1);
  });
});
