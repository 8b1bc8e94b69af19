import { describe, expect, test } from 'vitest';
import { currentAgreement, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import type { PrismaSimulatorOptions } from '#sandbox/providers/prisma/index.ts';
import { actAs } from '#test/support/act-as.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';

/** The use cases with a Prisma connection, and a request that Rita asked for and Ada approved. */
async function approved(options: PrismaSimulatorOptions = {}) {
  const stack = new AsyncDisposableStack();
  const people = stack.use(await startServiceHarness());
  const prisma = stack.use(await startPrismaHarness({ realNow: () => people.now().getTime(), ...options }));
  const service = people.another({ providers: new Map([['prisma-prod', prisma.provider]]) });
  const requestId = service.newRequestId();
  const draft = {
    requestId,
    requester: 'U0RITA',
    channel: 'C0OPS',
    connection: 'prisma-prod',
    kind: prisma.kind,
    input: prisma.input,
    reason: 'INC-7: a migration dropped it',
  };
  await service.review(draft, 'U0RITA', AbortSignal.timeout(5_000));
  const asked = await service.ask({ requestId, by: 'U0RITA', commandId: 'view' });
  if (asked.type !== 'done') throw new Error(`not asked: ${JSON.stringify(asked.refusal)}`);
  await actAs(service, 'approve', {
    requestId,
    by: 'U0ADA',
    commandId: 'approve',
    agreement: currentAgreement(asked.request),
    typed: 'shop-prod',
  });

  /** Works until nothing moves automatically. */
  async function drive(): Promise<RestoreRequest> {
    for (let step = 0; step < 200; step += 1) {
      const { request } = await people.load(requestId);
      if (hasEnded(request.state) || request.state.tag === 'unknown') return request;
      const { next } = await service.advance(requestId, AbortSignal.timeout(10_000));
      if (next !== undefined) people.pass(Math.max(0, next.getTime() - people.now().getTime()));
    }
    throw new Error('200 steps, and it is not over');
  }
  return { prisma, service, requestId, drive, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('a request to restore a Prisma database', () => {
  test('is followed to its end, though the first looks still see the status from before', async () => {
    await using story = await approved({ lagMs: 12_000, restoreMs: 90_000 });

    const { state } = await story.drive();

    expect(state).toMatchObject({ tag: 'succeeded', verification: { outcome: 'passed' } });
    expect(story.prisma.started()).toBe(1);
  });

  test('whose answer was lost is adopted while it runs', async () => {
    await using story = await approved({ restoreMs: 90_000 });
    story.prisma.simulator.fault({ ...story.prisma.submits, action: { type: 'drop', applied: true } });

    const { state } = await story.drive();

    expect(state.tag).toBe('succeeded');
    expect(story.prisma.started()).toBe(1);
  });

  test.each([
    ['never arrived', { applied: false, restoreMs: 90_000 }],
    ['was over before anybody looked', { applied: true, restoreMs: 5_000 }],
  ])('whose answer was lost and that %s waits for a person, who may follow it', async (_, how) => {
    await using story = await approved({ restoreMs: how.restoreMs, showsSource: false });
    story.prisma.simulator.fault({
      ...story.prisma.submits,
      action: { type: 'drop', applied: how.applied },
    });

    const { state } = await story.drive();

    const text = state.tag === 'unknown' ? state.known.text : '';
    expect(text).toContain('lists no restores');
    expect(story.prisma.started()).toBe(how.applied ? 1 : 0);
    const operationId = /type (\S+) there/.exec(text)?.[1] ?? '';
    const who = { requestId: story.requestId, by: 'U0ADA', commandId: 'adopt' };
    const adopted = await actAs(story.service, 'adopt', { ...who, operationId });
    expect(adopted).toMatchObject({ type: 'done', request: { state: { tag: 'restoring' } } });
  });

  test.each([
    ['asks for votes on the new data where it shows', true, { tag: 'pending-approval' }],
    [
      'waits where it does not',
      false,
      { tag: 'approved', hold: { text: expect.stringMatching(/restored/) as string } },
    ],
  ])('that somebody else’s restore overtakes %s', async (_, showsSource, state) => {
    await using story = await approved({ showsSource });
    story.prisma.startElsewhere(story.prisma.otherPlan);

    await story.service.advance(story.requestId, AbortSignal.timeout(5_000));

    expect(await story.service.load(story.requestId)).toMatchObject({ stored: { request: { state } } });
    expect(story.prisma.started()).toBe(1);
  });
});
