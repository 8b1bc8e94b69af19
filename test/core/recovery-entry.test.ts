import { expect, expectTypeOf, test } from 'vitest';
import { recoveryText } from '#bot/ui/recovery-story.ts';
import { recoveryOf } from '#core/audit/recovery-entry.ts';
import type { CheckResult } from '#core/data-check.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { historyOf } from '#core/history.ts';
import type { ProviderCheck, RecordedVerification, Verification } from '#core/verification.ts';
import { type GoodEnd, goodEndOf } from '#core/verification.ts';
import { anAsk, at, someEvents } from '#test/support/builders.ts';

const acknowledged = { loss: 66 * 60_000, startsBy: at(4_000) };

/** A restore that people acknowledged, until it runs; then what comes. */
function acknowledgedBefore(...then: readonly RequestEvent[]): readonly RequestEvent[] {
  const running = someEvents({ state: 'restoring' }).map((event) => {
    if (event.type === 'asked') return { ...event, acknowledged };
    return event.type === 'vote-cast' ? { ...event, vote: { ...event.vote, acknowledged } } : event;
  });
  return [...running, ...then];
}

function entryOf(events: readonly RequestEvent[]) {
  const request = fold(events);
  const history = request && historyOf(request, events);
  if (request === undefined || history === undefined) throw new Error('it has not ended');
  return recoveryOf(request, events, history);
}

test('who acknowledged which loss is in the entry of every end, also of one that no longer holds its votes', () => {
  const stopped = { type: 'cancelled-at-vendor', at: at(500), commandId: 'stop' } as const;
  const entry = entryOf(acknowledgedBefore(stopped));
  const approvers = someEvents({ state: 'restoring' }).flatMap((event) =>
    event.type === 'vote-cast' ? [{ by: event.vote.by, as: 'approver', loss: acknowledged.loss }] : [],
  );

  expect(approvers).not.toEqual([]);
  expect(entry?.acknowledged).toMatchObject([
    { by: 'U0RITA', as: 'requester', loss: acknowledged.loss },
    ...approvers,
  ]);
  expect(entry?.history).toMatchObject({ outcome: 'cancelled', uncertain: true });
});

test('what was accepted for a submission stays in the entry when people began to submit it again', () => {
  const again = [
    {
      type: 'became-unknown',
      at: at(500),
      commandId: 'unknown',
      known: { because: 'answer-lost', text: 'No answer came.', candidates: [] },
    },
    {
      type: 'asked-again',
      at: at(510),
      commandId: 'again',
      by: 'U0ADA',
      expiresAt: at(900),
      fingerprint: {},
    },
    { type: 'denied', at: at(520), commandId: 'no', by: 'U0ADA', reason: 'It ran after all.' },
  ] satisfies RequestEvent[];
  const events = acknowledgedBefore();

  const { acknowledged: accepted } = entryOf([...events, ...again]) ?? {};

  expect(accepted?.map(({ as }) => as)).toEqual(['requester', 'approver']);
});

test('its story says what each check saw', () => {
  const checks: CheckResult[] = [
    { result: 'passed', by: 'sql', name: 'orders', saw: [{ type: 'number', value: 12_000 }] },
    { result: 'not-checked', by: 'sql', name: 'rides', because: 'cannot-connect' },
  ];
  const entry = entryOf(
    acknowledgedBefore(
      { type: 'restored', at: at(500), commandId: 'done', finishedAt: at(490) },
      { type: 'verified', at: at(510), commandId: 'end', outcome: 'passed', findings: [], checks },
    ),
  );
  if (entry === undefined) throw new Error('it was sent');

  const objectives = [
    { name: 'shop', rpoMs: 900_000, rtoMs: 3_600_000, overRpo: 'acknowledge' as const },
    { name: 'all', rtoMs: 7_200_000, overRpo: 'warn' as const },
  ];
  expect(recoveryText({ ...entry, objectives })).toContain(
    'Objectives: *shop* (loses at most 15 min, else acknowledge; verified within 1 h of asking), *all* (verified within 2 h of asking).',
  );
  expect(recoveryText(entry)).toContain(
    'Checks: *orders* saw 12,000; *rides* restorebot cannot connect to the database.',
  );
});

test('no type lets a restore be verified without a check that read data, and what it saw', () => {
  type Verified = Extract<GoodEnd, { type: 'verified' }>;
  type Passed = Verified['read'][number];
  // Neither an empty list of checks, nor a check that saw nothing, nor one that failed or could not look.
  expectTypeOf<readonly []>().not.toExtend<Verified['read']>();
  expectTypeOf<[]>().not.toExtend<Passed['saw']>();
  expectTypeOf<Extract<CheckResult, { result: 'failed' | 'not-checked' }>>().not.toExtend<Passed>();
  expectTypeOf<{ readonly type: 'verified' }>().not.toExtend<GoodEnd>();
  // A provider has no word for it: what it looked at is the control plane.
  expectTypeOf<'data'>().not.toExtend<NonNullable<ProviderCheck['looked']>>();
  expectTypeOf<'verified'>().not.toExtend<Verification['outcome']>();
  expectTypeOf<'verified'>().not.toExtend<RecordedVerification['outcome']>();

  expect(goodEndOf({ outcome: 'passed', checks: [] }, anAsk().impact).type).toBe('restored');
});
