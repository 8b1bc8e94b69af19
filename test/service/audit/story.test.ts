import { describe, expect, test } from 'vitest';
import type { StoryOutcome } from '#service/api.ts';
import { actAs } from '#test/support/act-as.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

function kinds(outcome: StoryOutcome): readonly string[] {
  if (outcome.type === 'refused') return [`refused: ${outcome.refusal.code}`];
  return outcome.entries.map(({ entry }) =>
    entry.kind === 'transition' ? entry.event.type : entry.kind === 'refusal' ? entry.code : entry.kind,
  );
}

async function read(harness: ServiceHarness, by: string, requestId: string): Promise<readonly string[]> {
  return kinds(await harness.service.story({ requestId, by }));
}

describe('the story of a request', () => {
  test.each(['U0RITA', 'U0ADA', 'U0AUDITOR'])(
    'is told to %s: who asked, who may decide, who reads any',
    async (by) => {
      await using harness = await startServiceHarness();
      const { id } = await harness.approved();
      await actAs(harness.service, 'approve', {
        requestId: id,
        by: 'U0RITA',
        commandId: 'own',
        agreement: 'x',
      });

      expect(await read(harness, by, id)).toEqual(['asked', 'vote-cast', 'approved', 'not-in-state']);
    },
  );

  test('is not told to others, and that they asked is in it', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();

    expect(await read(harness, 'U0ZOE', id)).toEqual(['refused: may-not-read-audit']);
    expect(await read(harness, 'U0RITA', id)).toEqual(['asked', 'may-not-read-audit']);
  });

  test('is not told to somebody whom Slack no longer has, whatever they may have done in it', async () => {
    await using harness = await startServiceHarness();
    const { id } = await harness.asked();
    harness.directory.excluded.set('U0RITA', 'deactivated');

    expect(await read(harness, 'U0RITA', id)).toEqual(['refused: may-not-read-audit']);
  });

  test('of a request that never was tells a stranger nothing else than of one that was', async () => {
    await using harness = await startServiceHarness();

    expect(await read(harness, 'U0ZOE', 'nothing')).toEqual(['refused: may-not-read-audit']);
    expect(await read(harness, 'U0AUDITOR', 'nothing')).toEqual(['refused: no-such-request']);
  });
});
