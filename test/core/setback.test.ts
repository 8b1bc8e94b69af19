import { describe, expect, test } from 'vitest';
import { decide } from '#core/decide.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { aContext, aRequest, at } from '#test/support/builders.ts';

describe('when the record was set back', () => {
  function setBack(of: RestoreRequest, seen: string, sent = false): string | undefined {
    const command = { type: 'record-setback', seen, sent, candidates: [] } as const;
    const decision = decide(of, command, aContext({ now: at(180) }));
    if (decision.type === 'refused') return `no: ${decision.refusal.code}`;
    return decision.events.map(({ type }) => type).join('+') || 'nothing';
  }
  const pending = aRequest();
  const approved = aRequest({ state: 'approved' });

  test.each(['denied', 'cancelled', 'expired', 'succeeded', 'failed', 'lost'])(
    'what was %s before it was sent stays over',
    (seen) => {
      expect(setBack(pending, seen)).toBe('expired');
      expect(setBack(approved, seen)).toBe('expired');
    },
  );

  test('what was sent is unknown, whatever people have seen of it', () => {
    expect(setBack(pending, 'restoring', true)).toBe('became-unknown');
    expect(setBack(approved, 'cancelled', true)).toBe('became-unknown');
  });

  test('a yes is asked for again, because it may have been taken back', () => {
    expect(setBack(approved, 'approved')).toBe('votes-voided');
    expect(setBack(approved, 'pending-approval')).toBe('votes-voided');
    expect(setBack(pending, 'pending-approval')).toBe('nothing');
  });
});
