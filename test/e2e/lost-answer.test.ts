import { describe, expect, test } from 'vitest';
import type { FaultInput } from '#sandbox/providers/faults.ts';
import { expectEndedOnce, world } from '#test/support/crash.ts';
import { approve, askFor, lines } from '#test/support/story.ts';

describe('an answer of the vendor that is lost', () => {
  const submission = { method: 'POST', path: '/restores' } as const;
  const answers: Readonly<Record<string, FaultInput>> = {
    'a proxy’s 502': { ...submission, action: { type: 'html', status: 502, applied: true } },
    'a reset': { ...submission, action: { type: 'drop', applied: true } },
    'no answer at all': { ...submission, action: { type: 'hang', applied: true } },
  };

  test.each(Object.keys(answers))('F6: %s: found at the vendor, sent once', async (what) => {
    const fault = answers[what];
    if (fault === undefined) throw new Error(`there is no answer called ${what}`);
    await expectFound(fault);
  });

  test('F7: an answer without an id, or half of one: found at the vendor, sent once', async () => {
    await expectFound({ ...submission, action: { type: 'edit', remove: ['id'] } });
    await expectFound({ ...submission, action: { type: 'half-json' } });
  });

  async function expectFound(fault: FaultInput): Promise<void> {
    await using here = await world();
    await here.start('all');
    const card = await askFor(here.slack);
    here.cockroach.fault(fault);
    await approve(here.slack, card);

    await expectEndedOnce(here, card);
    const posts = here.cockroach.calls().filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect((await lines(here.slack, card)).join('\n')).toContain('Found at CockroachDB Cloud');
  }
});
