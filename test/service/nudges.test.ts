import { expect, test } from 'vitest';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { startServiceHarness } from '#test/support/service-harness.ts';

test('a group in which the requester is, is called by the names of the others', async () => {
  await using harness = await startServiceHarness();
  harness.directory.groups.set('S0DBA', ['U0RITA', 'U0ADA', 'U0BEN']);

  expect((await harness.asked()).requirement.othersIn).toEqual({ S0DBA: ['U0ADA', 'U0BEN'] });
});

test.each([
  ['in which the requester is not', ['U0ADA']],
  ['of more people than anybody reads', ['U0RITA', ...Array.from({ length: 11 }, (_, i) => `U0${i}`)]],
  ['that Slack does not tell of now', 'lookup-failed' as const],
])('a group %s is called as a whole', async (_, members) => {
  await using harness = await startServiceHarness();
  harness.directory.groups.set('S0DBA', members);

  expect((await harness.asked()).requirement.othersIn).toBeUndefined();
});

test('who joined the group later may agree all the same', async () => {
  await using harness = await startServiceHarness();
  harness.directory.groups.set('S0DBA', ['U0RITA', 'U0ADA']);
  const request = await harness.asked();
  harness.directory.groups.set('S0DBA', ['U0RITA', 'U0NEW']);

  const outcome = await actAs(harness.service, 'approve', {
    requestId: request.id,
    by: 'U0NEW',
    commandId: 'approve-1',
    agreement: currentAgreement(request),
    typed: request.plan.plan.target.name,
  });

  expect(outcome.type).toBe('done');
});
