import { expect, test } from 'vitest';
import { renderStory } from '#bot/ui/audit-story.ts';
import { csvRow } from '#core/audit/csv.ts';
import { after } from '#core/instant.ts';
import { costNow, type ObjectiveRule, tickOf } from '#core/objectives.ts';
import { currentAgreement } from '#core/restore-request.ts';
import type { RestoreService } from '#service/api.ts';
import type { ProviderHarness } from '#test/support/provider-harness.ts';
import { startPrismaHarness } from '#test/support/provider-prisma.ts';
import { type ServiceHarness, startServiceHarnessOn } from '#test/support/service-harness.ts';

const minute = 60_000;
const strict: ObjectiveRule = { name: 'payments', match: {}, rpoMs: minute, overRpo: 'acknowledge' };

type Harness = ServiceHarness<ProviderHarness>;

/** A provider that restores in place. */
function start(): Promise<Harness> {
  return startServiceHarnessOn((realNow) => startPrismaHarness({ realNow }));
}

function withObjectives(harness: Harness, ...objectives: ObjectiveRule[]): ReturnType<Harness['another']> {
  return harness.another({ policy: { rules: harness.rules, freezes: harness.freezes, objectives } });
}

async function reviewed(harness: Harness, service: RestoreService) {
  const { provider } = harness;
  const requestId = service.newRequestId();
  const draft = {
    requestId,
    requester: 'U0RITA',
    channel: 'C0OPS',
    connection: provider.provider.connection,
    kind: provider.kind,
    input: provider.input,
    reason: 'INC-7: a migration dropped it',
  };
  const result = await service.review(draft, 'U0RITA', AbortSignal.timeout(5_000));
  if (result.type !== 'reviewed') throw new Error(JSON.stringify(result));
  const { cost } = result.review;
  const ask = (acknowledged?: string) =>
    service.ask({
      requestId,
      by: 'U0RITA',
      commandId: `view-${requestId}-${acknowledged ?? ''}`,
      acknowledged,
    });
  return { requestId, cost, tick: cost === undefined ? '' : tickOf(cost), ask };
}

test('the requester acknowledges the number that the review showed, and it holds for the whole vote', async () => {
  await using harness = await start();
  const service = withObjectives(harness, strict);
  const { cost, tick, ask } = await reviewed(harness, service);
  expect(cost?.effect).toBe('acknowledge');
  harness.pass(10 * minute);

  expect(await ask()).toMatchObject({ refusal: { code: 'not-acknowledged' } });
  expect(await ask('60000/60000')).toMatchObject({ refusal: { code: 'not-acknowledged' } });
  const outcome = await ask(tick);

  if (outcome.type !== 'done') throw new Error(JSON.stringify(outcome.refusal));
  const { request } = outcome;
  // The ten minutes of reading are taken off the window, so the number stays what was ticked.
  expect(request.acknowledged).toEqual({ loss: cost?.loss, startsBy: cost?.startsBy });
  expect(costNow(request)?.loss).toBe(cost?.loss);
  expect(request.state).toMatchObject({ expiresAt: after(harness.now(), 50 * minute) });
});

test('a review that is so old that people would have no time to decide is made again', async () => {
  await using harness = await start();
  const rule = harness.rules[0];
  if (rule !== undefined) harness.rules[0] = { ...rule, windowMs: 20 * minute };
  const { tick, ask } = await reviewed(harness, withObjectives(harness, strict));
  harness.pass(11 * minute);
  expect(await ask(tick)).toMatchObject({ refusal: { code: 'not-acknowledged' } });
});

test('objectives that match are written into the request; others are not', async () => {
  await using harness = await start();
  const other: ObjectiveRule = { ...strict, name: 'other', match: { connections: ['elsewhere'] } };
  const slow: ObjectiveRule = { name: 'slow', match: {}, rtoMs: 60 * minute, overRpo: 'acknowledge' };
  const { ask } = await reviewed(harness, withObjectives(harness, other, slow));
  expect(await ask()).toMatchObject({
    request: { requirement: { objectives: [{ name: 'slow', rtoMs: 60 * minute }] } },
  });
});

test('an objective that changes after the votes voids them, and says old and new', async () => {
  await using harness = await start();
  const service = withObjectives(harness, strict);
  const { tick, ask, requestId } = await reviewed(harness, service);
  await ask(tick);
  const { request } = await harness.load(requestId);
  const outcome = await service.act(
    { actor: { type: 'person', userId: 'U0ADA' }, commandId: 'vote' },
    requestId,
    {
      type: 'approve',
      agreement: currentAgreement(request),
      typed: request.plan.plan.target.name,
      acknowledged: tick,
    },
  );
  expect(outcome).toMatchObject({ type: 'done', request: { state: { tag: 'approved' } } });

  const later = harness.another({
    policy: { rules: harness.rules, freezes: [], objectives: [{ ...strict, overRpo: 'refuse' }] },
  });
  await later.advance(requestId, AbortSignal.timeout(10_000));

  const { request: now, events } = await harness.load(requestId);
  expect(now.state).toMatchObject({ tag: 'pending-approval', votes: [] });
  expect(events.at(-1)).toMatchObject({
    type: 'votes-voided',
    differences: [
      {
        label: 'Objectives',
        before: 'loses 60 s at most, else acknowledge',
        after: 'loses 60 s at most, else refuse',
      },
    ],
  });
});

test('a change of its name alone voids nothing', async () => {
  await using harness = await start();
  const service = withObjectives(harness, { ...strict, overRpo: 'warn' });
  const { ask, requestId } = await reviewed(harness, service);
  await ask();
  await harness.approve((await harness.load(requestId)).request);
  const later = harness.another({
    policy: {
      rules: harness.rules,
      freezes: [],
      objectives: [{ ...strict, name: 'renamed', overRpo: 'warn' }],
    },
  });
  await later.advance(requestId, AbortSignal.timeout(10_000));
  expect((await harness.load(requestId)).request.state.tag).toBe('restoring');
});

test('the audit has one entry of what a restore cost, and who acknowledged it', async () => {
  await using harness = await start();
  const service = withObjectives(harness, strict);
  const { tick, ask, requestId } = await reviewed(harness, service);
  await ask(tick);
  const { request } = await harness.load(requestId);
  await service.act({ actor: { type: 'person', userId: 'U0ADA' }, commandId: 'vote' }, requestId, {
    type: 'approve',
    agreement: currentAgreement(request),
    typed: request.plan.plan.target.name,
    acknowledged: tick,
  });
  for (let step = 0; step < 200; step += 1) {
    if ((await harness.load(requestId)).request.state.tag === 'succeeded') break;
    const { next } = await service.advance(requestId, AbortSignal.timeout(10_000));
    if (next !== undefined && next > harness.now()) harness.pass(next.getTime() - harness.now().getTime());
  }

  const story = await service.story({ requestId, by: 'U0RITA' });

  if (story.type !== 'story') throw new Error(story.refusal.code);
  expect(story.problem).toBeUndefined();
  const entries = story.entries.flatMap(({ entry }) => (entry.kind === 'system' ? [entry] : []));
  expect(entries).toMatchObject([
    {
      what: 'recovery',
      requestId,
      recovery: {
        history: { requestId, outcome: 'restored' },
        objectives: [{ name: 'payments', rpoMs: minute }],
        acknowledged: [
          { by: 'U0RITA', as: 'requester', loss: request.acknowledged?.loss },
          { by: 'U0ADA', as: 'approver', loss: request.acknowledged?.loss },
        ],
        verification: { outcome: 'passed' },
      },
    },
  ]);
  const words = renderStory(requestId, story.entries).text;
  expect(words).toContain('(approver) acknowledged the loss of up to');
  expect(words).toContain('No check read the data.');
  const [line = ''] = (await harness.audit.linesOf(requestId)).slice(-1);
  expect(csvRow(line)).toContain(`"system","","recovery","${requestId}"`);
});

test('a request that was never sent has no such entry', async () => {
  await using harness = await start();
  const { ask, requestId } = await reviewed(harness, harness.service);
  await ask();
  await harness.service.act({ actor: { type: 'person', userId: 'U0ADA' }, commandId: 'no' }, requestId, {
    type: 'deny',
    reason: 'Wrong database.',
  });
  const lines = await harness.audit.linesOf(requestId);
  expect(lines.some((each) => each.includes('"what":"recovery"'))).toBe(false);
});
