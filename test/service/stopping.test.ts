import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import type { CancelResult, RestoreProvider } from '#core/provider.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

const signal = () => AbortSignal.timeout(10_000);

const away = new ProviderError({
  kind: 'unavailable',
  action: 'stop',
  detail: 'the vendor is away',
  advice: 'Wait.',
});

/** A vendor that stops what runs once it was asked; the answers to being asked are read off a list. */
function stoppable(provider: RestoreProvider, answers: (CancelResult | ProviderError)[]) {
  const asked: string[] = [];
  let stopped = false;
  const changed: RestoreProvider = {
    ...provider,
    poll: async () => (stopped ? { type: 'cancelled' } : { type: 'running', detail: 'Preparing.' }),
    async cancel({ operationId }) {
      asked.push(operationId);
      const answer = answers.shift() ?? { type: 'asked' };
      if (answer instanceof ProviderError) throw answer;
      stopped = answer.type === 'asked';
      return answer;
    },
  };
  return { asked, provider: changed };
}

/** A restore that runs and was looked at once, with the worker that follows it. */
async function running(harness: ServiceHarness, provider: RestoreProvider) {
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  const worker = harness.another({ providers: new Map([['crdb-prod', provider]]) });
  await worker.advance(id, signal());
  return { id, worker };
}

test('a running restore that somebody cancels is stopped at the vendor, without waiting for the next look', async () => {
  await using harness = await startServiceHarness();
  const { asked, provider } = stoppable(harness.provider.provider, []);
  const { id, worker } = await running(harness, provider);
  harness.pass(1);

  const outcome = await actAs(worker, 'cancel', { requestId: id, by: 'U0RITA', commandId: 'stop' });
  await worker.advance(id, signal());

  expect(outcome.type).toBe('done');
  expect(asked).toHaveLength(1);
  expect((await harness.load(id)).request.state.tag).toBe('cancelled');
});

test('a vendor that is away, or says that it is too late, is looked at all the same and asked again', async () => {
  await using harness = await startServiceHarness();
  const answers = [away, { type: 'too-late', reason: 'not now' } as const];
  const { asked, provider } = stoppable(harness.provider.provider, answers);
  const { id, worker } = await running(harness, provider);
  await actAs(worker, 'cancel', { requestId: id, by: 'U0RITA', commandId: 'stop' });

  const states: string[] = [];
  for (let look = 0; look < 3; look += 1) {
    harness.pass(60_000);
    await worker.advance(id, signal());
    states.push((await harness.load(id)).request.state.tag);
  }

  expect(asked).toHaveLength(3);
  expect(states).toEqual(['restoring', 'restoring', 'cancelled']);
});

test('a plan that the vendor does not stop is not asked for, and cancelling it is refused', async () => {
  await using harness = await startServiceHarness();
  const { asked, provider } = stoppable(harness.provider.provider, []);
  const { id, worker } = await running(harness, { ...provider, cancels: () => false });

  const outcome = await actAs(worker, 'cancel', { requestId: id, by: 'U0RITA', commandId: 'stop' });

  expect(outcome).toMatchObject({ type: 'refused', refusal: { code: 'cannot-cancel-running' } });
  expect(asked).toEqual([]);
});

test('one that somebody cancels while the vendor answers a look is looked at again, and stopped, at once', async () => {
  await using harness = await startServiceHarness();
  const { asked, provider } = stoppable(harness.provider.provider, []);
  const { id } = await running(harness, provider);
  const { next: later } = await harness.another().advance(id, signal());
  harness.pass((later?.getTime() ?? 0) - harness.now().getTime());
  const worker = harness.another({
    providers: new Map([
      [
        'crdb-prod',
        {
          ...provider,
          async poll(operation, options) {
            harness.pass(1);
            await actAs(worker, 'cancel', { requestId: id, by: 'U0RITA', commandId: 'stop' });
            return provider.poll(operation, options);
          },
        },
      ],
    ]),
  });

  const { next } = await worker.advance(id, signal());

  expect(asked).toEqual([]);
  expect(next).toEqual(harness.now());
  await worker.advance(id, signal());
  expect(asked).toHaveLength(1);
});
