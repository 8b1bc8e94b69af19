import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import type { Poll, RestoreProvider } from '#core/provider.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';

const away = new ProviderError({
  kind: 'unavailable',
  action: 'look',
  detail: 'the vendor is away',
  advice: 'Wait.',
});

/** The provider, with the answers of its polls read off a list; an error is thrown. */
function polling(provider: RestoreProvider, answers: (Poll | ProviderError)[]) {
  const marks: (string | undefined)[] = [];
  const poll: RestoreProvider['poll'] = async ({ mark }) => {
    marks.push(mark);
    const answer = answers.shift() ?? away;
    if (answer instanceof ProviderError) throw answer;
    return answer;
  };
  return { marks, provider: { ...provider, poll } };
}

test('what a look marks is told to the next one, and a failing look in between does not lose it', async () => {
  await using harness = await startServiceHarness();
  const running = { type: 'running', detail: 'Restoring.' } as const;
  const { marks, provider } = polling(harness.provider.provider, [
    { ...running, mark: 'seen' },
    away,
    running,
    { type: 'succeeded', finishedAt: harness.now() },
  ]);
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  const worker = harness.another({ providers: new Map([['crdb-prod', provider]]) });

  while (marks.length < 4) {
    const { next } = await worker.advance(id, AbortSignal.timeout(10_000));
    if (next !== undefined) harness.pass(Math.max(0, next.getTime() - harness.now().getTime()));
  }

  expect(marks).toEqual([undefined, 'seen', 'seen', undefined]);
  expect((await harness.load(id)).request.state.tag).toBe('verifying');
});

test('a look for which there was no room finds one later: nothing was seen, nothing has failed, nothing is told', async () => {
  await using harness = await startServiceHarness();
  const crowded = new ProviderError({
    kind: 'rate-limited',
    action: 'look',
    detail: 'others wait',
    advice: 'Wait.',
    retryAfterMs: 1_200,
    crowded: true,
  });
  const { marks, provider } = polling(harness.provider.provider, [
    { type: 'running', detail: 'Restoring.', fraction: 0.5, mark: 'seen' },
    ...Array.from({ length: 1_000 }, () => crowded),
  ]);
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  const worker = harness.another({ providers: new Map([['crdb-prod', provider]]) });
  await worker.advance(id, AbortSignal.timeout(10_000));
  const before = await harness.load(id);
  await actAs(worker, 'cancel', { requestId: id, by: 'U0RITA', commandId: 'stop' });

  const waits: number[] = [];
  while (waits.length < 400) {
    const { next } = await worker.advance(id, AbortSignal.timeout(10_000));
    waits.push((next?.getTime() ?? 0) - harness.now().getTime());
    harness.pass(Math.max(1, waits.at(-1) ?? 0));
  }

  const now = await harness.load(id);
  expect(marks.length).toBeGreaterThan(390);
  expect(Math.min(...waits.slice(1))).toBeGreaterThanOrEqual(1_200);
  expect(now.look).toEqual({ ...before.look, at: expect.any(Date) as Date, next: expect.any(Date) as Date });
  expect(now.request.version - before.request.version).toBeLessThanOrEqual(1);
});

test('the next look comes due at one of the ten instants of a second that all looks share', async () => {
  await using harness = await startServiceHarness();
  const { provider } = polling(harness.provider.provider, [{ type: 'running', detail: 'Restoring.' }]);
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  harness.pass(60_037);
  const worker = harness.another({ providers: new Map([['crdb-prod', provider]]) });

  await worker.advance(id, AbortSignal.timeout(10_000));

  const { look } = await harness.load(id);
  expect(look?.detail).toBe('Restoring.');
  expect((look?.next.getTime() ?? 1) % 100).toBe(0);
});
