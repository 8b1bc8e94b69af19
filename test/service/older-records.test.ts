import { describe, expect, test } from 'vitest';
import { statusLines } from '#bot/ui/card-status.ts';
import { line } from '#bot/ui/escape.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { RequestEvent } from '#core/events.ts';
import { currentAgreement, hasEnded, type RestoreRequest, stateTags } from '#core/restore-request.ts';
import { type Kept, readKept, startOnKept } from '#test/record/kept.ts';
import { actAs } from '#test/support/act-as.ts';
import type { ServiceHarness } from '#test/support/service-harness.ts';

const signal = () => AbortSignal.timeout(10_000);

/** What people and workers do next. */
async function onward(harness: ServiceHarness, request: RestoreRequest): Promise<void> {
  const { id, version, state } = request;
  const by = { requestId: id, by: 'U0ADA', commandId: `then-${version}` };
  if (state.tag === 'pending-approval' && state.closed === undefined) {
    for (const who of ['U0ADA', 'U0BEN']) {
      await actAs(harness.service, 'approve', {
        ...by,
        by: who,
        commandId: `then-${version}-${who}`,
        agreement: currentAgreement(request),
        typed: request.plan.plan.target.name,
      });
    }
  } else if (state.tag === 'unknown') {
    const [operationId = 'none'] = state.known.candidates;
    const adopted = await actAs(harness.service, 'adopt', { ...by, operationId });
    if (adopted.type === 'done') return;
    await actAs(harness.service, 'close', { ...by, commandId: 'close', reason: 'Done by hand.' });
  } else {
    if (state.tag === 'restoring' || state.tag === 'verifying') harness.provider.finish();
    const { next } = await harness.service.advance(id, signal());
    const isVoted = (await harness.load(id)).request.state.tag === 'pending-approval';
    if (!isVoted && next !== undefined) harness.pass(Math.max(0, next.getTime() - harness.now().getTime()));
  }
}

async function toItsEnd(harness: ServiceHarness, id: string): Promise<RestoreRequest> {
  for (let step = 0; step < 100; step += 1) {
    const { request } = await harness.load(id);
    if (hasEnded(request.state)) return request;
    await onward(harness, request);
  }
  throw new Error('100 steps, and it has not ended');
}

/** What must become of it: nobody can find what the vendor does not have. */
function endOf({ state }: RestoreRequest, { operations }: Kept): RestoreRequest['state']['tag'] {
  if (hasEnded(state)) return state.tag;
  const isFound = state.tag !== 'unknown' || state.known.candidates.some((id) => operations.includes(id));
  return isFound ? 'succeeded' : 'failed';
}

/** The sentences that it stored for people. */
function sentencesOf(events: readonly RequestEvent[]): readonly string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'held':
      case 'expired':
      case 'answer-lost':
      case 'not-accepted':
      case 'trouble-began':
      case 'votes-voided':
        return [event.text];
      case 'became-unknown':
        return [event.known.text];
      case 'refused':
      case 'failed':
        return [event.reason.text];
      default:
        return [];
    }
  });
}

const kept = await readKept('2026-11');

describe('what the version of November 2026 wrote', () => {
  test('has one request in each state', () => {
    const tags = kept.map(({ record }) => (JSON.parse(record.document) as RestoreRequest).state.tag);

    expect(new Set(tags)).toEqual(new Set(stateTags));
  });

  test.each(kept)('$name: is shown with the sentences that were stored', async (one) => {
    await using harness = await startOnKept(one);
    const stored = await harness.load(one.requestId);
    const lines = stored.events.flatMap((event) => renderLine(event, stored)?.text ?? []);
    const shown = [...lines, statusLines(stored, harness.now())].join('\n');

    for (const sentence of sentencesOf(stored.events)) {
      // A person was stored as a mention, and is shown as one.
      expect(shown).toContain(
        sentence.startsWith('<@') ? sentence.slice(0, '<@U0ADA>'.length) : line(sentence),
      );
    }
  });

  test.each(kept)('$name: comes to its end', async (one) => {
    await using harness = await startOnKept(one);
    const { request } = await harness.load(one.requestId);

    expect((await toItsEnd(harness, one.requestId)).state.tag).toBe(endOf(request, one));
  });
});
