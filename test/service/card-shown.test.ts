import { expect, test } from 'vitest';
import { actAs } from '#test/support/act-as.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

/** The announcer notes that it has told everything up to the newest version. */
async function announced(harness: ServiceHarness, id: string): Promise<void> {
  const { request, thread } = await harness.load(id);
  const told = { ...thread, version: thread.version + 1, shown: request.version };
  await harness.store.saveThread(id, request.version, told, undefined);
}

async function withdrawn(harness: ServiceHarness) {
  const { id } = await harness.asked();
  const outcome = await actAs(harness.service, 'cancel', {
    requestId: id,
    by: 'U0RITA',
    commandId: 'withdraw',
  });
  if (outcome.type !== 'done') throw new Error(outcome.refusal.code);
  return outcome.request;
}

test('a stop is shown once the announcer has told it and the card says so', async () => {
  await using harness = await startServiceHarness();
  const request = await withdrawn(harness);
  const shown = harness.service.isShown(request, AbortSignal.timeout(5_000));
  harness.witness.card = { state: 'cancelled', version: request.version };

  await announced(harness, request.id);

  expect(await shown).toBe(true);
});

test.each<[string, (harness: ServiceHarness, version: number) => void]>([
  [
    'the card still shows what was before',
    ({ witness }, version) => {
      witness.card = { state: 'pending-approval', version: version - 1 };
    },
  ],
  [
    'Slack cannot be read',
    ({ witness }) => {
      witness.reachable = false;
    },
  ],
])('a stop is not shown where %s', async (_, arrange) => {
  await using harness = await startServiceHarness();
  const request = await withdrawn(harness);
  arrange(harness, request.version);
  await announced(harness, request.id);

  expect(await harness.service.isShown(request, AbortSignal.timeout(5_000))).toBe(false);
});

test('a stop that nobody announces is not shown', async () => {
  await using harness = await startServiceHarness();
  const request = await withdrawn(harness);
  harness.witness.card = { state: 'cancelled', version: request.version };

  expect(await harness.service.isShown(request, AbortSignal.timeout(50))).toBe(false);
});

test('13.16: each request that waits for people has its card looked at in its turn', async () => {
  await using harness = await startServiceHarness();
  const ids: string[] = [];
  for (let number = 0; number < 3; number += 1) ids.push((await harness.asked()).id);
  const [withdrawn = ''] = ids;
  await actAs(harness.service, 'cancel', { requestId: withdrawn, by: 'U0RITA', commandId: 'over' });
  const announced: string[] = [];
  const wakeups = { work: async () => undefined, announce: async (id: string) => void announced.push(id) };
  const service = harness.another({ wakeups });

  for (let round = 0; round < 4; round += 1) await service.lookAtCards(1);

  expect(announced.toSorted()).toEqual(
    ids
      .slice(1)
      .flatMap((id) => [id, id])
      .toSorted(),
  );
});
