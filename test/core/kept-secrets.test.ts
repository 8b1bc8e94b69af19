import { describe, expect, test } from 'vitest';
import type { Command } from '#core/commands.ts';
import { decide } from '#core/decide.ts';
import { dutyOf } from '#core/duty.ts';
import { isAnnotation, type RequestEvent } from '#core/events.ts';
import { evolve } from '#core/evolve.ts';
import type { KeptSecrets } from '#core/kept-secrets.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { aContext, allStates, aRequest, at } from '#test/support/builders.ts';

const hour = 3_600;
const minute = 60;
const kept: KeptSecrets = { labels: ['Password of db_admin'], until: at(24 * hour) };
const sealed = { 'Password of db_admin': 'v1.key.text' };

function inState(tag: RestoreRequest['state']['tag'], secrets: KeptSecrets = kept): RestoreRequest {
  return { ...aRequest({ state: tag }), secrets };
}

function does(request: RestoreRequest, command: Command, seconds: number) {
  const decision = decide(request, command, aContext({ now: at(seconds), commandId: `c-${seconds}` }));
  if (decision.type === 'refused') return { told: `no: ${decision.refusal.code}`, after: request };
  const after = decision.events.reduce<RestoreRequest>(evolve, request);
  return { told: decision.events.map(({ type }) => type).join('+') || 'nothing', after };
}

const reveal = (by = 'U0RITA'): Command => ({ type: 'reveal', by });
const shown = (by = 'U0RITA'): Command => ({ type: 'record-shown', by });
const forget: Command = { type: 'forget-secrets' };

describe.each(allStates())('a secret of a request that is %s', (tag) => {
  test.each([
    [reveal(), 600, 'secret-revealed'],
    [reveal('U0ADA'), 600, 'no: not-your-secret'],
    [reveal(), 24 * hour, 'no: secret-gone'],
    [shown(), 600, 'secret-shown'],
    [shown('U0ADA'), 600, 'no: not-your-secret'],
    [forget, 600, 'no: not-due'],
    [forget, 24 * hour, 'secret-forgotten'],
  ])('%o after %i s: %s', (command, seconds, told) => {
    expect(does(inState(tag), command, seconds).told).toBe(told);
  });

  test('changes no state, whatever is done with it', () => {
    const before = inState(tag);
    const steps = [reveal(), shown(), reveal(), forget];
    const after = steps.reduce(
      (request, step, index) => does(request, step, 600 + index * hour).after,
      before,
    );

    expect(after.state).toEqual(before.state);
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.secrets?.forgottenAt).toBeDefined();
  });

  test('is forgotten when its time is over, and nothing is owed for it after', () => {
    const request = inState(tag);

    expect(dutyOf(request, undefined, 0, at(24 * hour)).type).toBe('forget-secrets');
    const { after } = does(request, forget, 24 * hour);
    expect(dutyOf(after, undefined, 0, at(25 * hour)).type).not.toBe('forget-secrets');
  });
});

describe('the time to look again', () => {
  test('begins when a reveal has reached the screen, not when it was asked for', () => {
    const asked = does(inState('restoring'), reveal(), 600).after;

    expect(does(asked, reveal(), 23 * hour).told).toBe('secret-revealed');
    const seen = does(asked, shown(), 601).after;
    expect(does(seen, reveal(), 601 + 15 * minute - 1).told).toBe('secret-revealed');
    expect(does(seen, reveal(), 601 + 15 * minute).told).toBe('no: secret-window-over');
  });

  test('does not begin again with every reveal', () => {
    const seen = does(inState('restoring'), shown(), 600).after;

    expect(does(seen, shown(), 900).told).toBe('nothing');
  });

  test('never goes beyond the secret’s own end', () => {
    const late = does(inState('restoring'), shown(), 24 * hour - 60).after;

    expect(late.secrets?.until).toEqual(kept.until);
  });

  test('is over for the old secret, and not for one that comes later', () => {
    const seen = does(inState('restoring'), shown(), 600).after;
    const link = {
      type: 'report-restored',
      finishedAt: at(hour),
      sealed: { Download: 'v1.key.link' },
    } as const;

    const ended = does(seen, link, hour);

    expect(ended.told).toBe('restored+secret-received');
    expect(ended.after.secrets).toEqual({ labels: ['Download'], until: at(25 * hour) });
    expect(does(ended.after, reveal(), 2 * hour).told).toBe('secret-revealed');
  });
});

describe('what a vendor returns', () => {
  test('is named in the same decision as the operation, by its label alone', () => {
    const command = { type: 'record-submission', operationId: 'o', found: false, sealed } as const;
    const decision = decide(aRequest({ state: 'submitting' }), command, aContext());

    expect(decision).toMatchObject({
      events: [{ type: 'submitted' }, { type: 'secret-received', labels: ['Password of db_admin'] }],
    });
    expect(JSON.stringify(decision)).not.toContain('v1.key.text');
  });

  test.each(['restoring', 'verifying', 'succeeded', 'failed'] as const)(
    'is kept where somebody else recorded the operation first, though the request is %s',
    (tag) => {
      const command = {
        type: 'record-submission',
        operationId: 'operation-1',
        found: false,
        sealed,
      } as const;

      expect(does(aRequest({ state: tag }), command, 600).told).toBe('secret-received');
      expect(does({ ...aRequest({ state: tag }), secrets: kept }, command, 600).told).not.toContain(
        'received',
      );
    },
  );

  test('is not kept where it belongs to an operation that the record does not follow', () => {
    const other = { type: 'record-submission', operationId: 'o-9', found: false, sealed } as const;

    expect(does(aRequest({ state: 'restoring' }), other, 600).told).toBe('no: other-operation-recorded');
    expect(does(aRequest({ state: 'denied' }), other, 600).told).toBe('no: ended');
  });
});

test('every annotation leaves the state as it is, and nothing else is one', () => {
  const base = { at: at(700), commandId: 'c', by: 'U0RITA' };
  const request = inState('succeeded');
  const events: readonly RequestEvent[] = [
    { type: 'secret-received', ...base, labels: ['Download'], until: at(800) },
    { type: 'secret-revealed', ...base },
    { type: 'secret-shown', ...base, until: at(900) },
    { type: 'secret-forgotten', ...base },
  ];

  for (const event of events) expect(evolve(request, event).state).toBe(request.state);
  expect(events.every(isAnnotation)).toBe(true);
  expect(isAnnotation({ type: 'cancel-asked', ...base })).toBe(false);
});
