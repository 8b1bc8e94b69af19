import { describe, expect, test } from 'vitest';
import { refusalText } from '#bot/ui/refusals.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { allStates, said } from '#test/support/builders.ts';
import { nasty } from './samples.ts';

const bad = Object.values(nasty).join(' ');

const cost = {
  loss: 3_960_000,
  startsBy: new Date('2026-03-01T13:45:00Z'),
  objective: { name: bad, rpoMs: 900_000, overRpo: 'acknowledge' },
  effect: 'acknowledge',
} as const;

/** One of each; a new code is a type error here until it has its own. */
const all: { readonly [Code in ServiceRefusal['code']]: Extract<ServiceRefusal, { code: Code }> } = {
  'own-request': { code: 'own-request' },
  'may-not-pause': { code: 'may-not-pause', because: 'not-in-the-rule' },
  'own-plan': { code: 'own-plan' },
  'over-objective': { code: 'over-objective', cost: { ...cost, effect: 'refuse' } },
  'not-acknowledged': { code: 'not-acknowledged', cost },
  'not-entitled': { code: 'not-entitled', because: 'lookup-failed' },
  'not-open': { code: 'not-open', freeze: 'release', effect: 'deny' },
  'not-your-request': { code: 'not-your-request' },
  'already-voted': { code: 'already-voted' },
  'no-break-glass': { code: 'no-break-glass' },
  'nothing-to-review': { code: 'nothing-to-review' },
  'own-glass': { code: 'own-glass' },
  'no-vote-of-yours': { code: 'no-vote-of-yours' },
  outdated: { code: 'outdated' },
  'wrong-name': { code: 'wrong-name', expected: bad, typed: bad },
  'reason-missing': { code: 'reason-missing' },
  'window-over': { code: 'window-over' },
  ended: { code: 'ended', state: 'denied' },
  'may-be-at-vendor': { code: 'may-be-at-vendor' },
  'cannot-cancel-running': { code: 'cannot-cancel-running' },
  'cancel-already-asked': { code: 'cancel-already-asked' },
  'not-in-state': { code: 'not-in-state', state: 'approved' },
  'not-due': { code: 'not-due' },
  'nothing-to-take-over': { code: 'nothing-to-take-over' },
  'found-at-vendor': { code: 'found-at-vendor', operationId: 'op-1' },
  'still-at-vendor': { code: 'still-at-vendor', operationId: bad, is: 'running' },
  'not-our-attempt': { code: 'not-our-attempt' },
  'other-operation-recorded': { code: 'other-operation-recorded', operationId: bad },
  'not-your-secret': { code: 'not-your-secret' },
  'no-secret': { code: 'no-secret' },
  'secret-gone': { code: 'secret-gone' },
  'secret-window-over': { code: 'secret-window-over' },
  'secret-unreadable': { code: 'secret-unreadable' },
  recovering: { code: 'recovering' },
  'no-such-request': { code: 'no-such-request', requestId: bad },
  'record-tampered': { code: 'record-tampered', requestId: bad, because: 'changed' },
  'form-gone': { code: 'form-gone' },
  'form-incomplete': { code: 'form-incomplete' },
  'not-your-form': { code: 'not-your-form' },
  'too-many-open': { code: 'too-many-open', most: 20 },
  'asking-too-fast': { code: 'asking-too-fast', most: 10, waitMs: 6_000 },
  'may-not-ask': { code: 'may-not-ask', because: 'guest' },
  'shared-channel': { code: 'shared-channel', because: 'lookup-failed', rule: bad, to: 'decide' },
  'may-not-read-audit': { code: 'may-not-read-audit', because: 'guest' },
  'no-rule': { code: 'no-rule', connection: bad, kind: bad },
  'denied-by-rule': { code: 'denied-by-rule', rule: bad, reason: bad, guards: bad },
  frozen: { code: 'frozen', freeze: bad, until: undefined },
  blocked: { code: 'blocked', findings: [{ level: 'blocker', code: 'x', text: bad }] },
  'target-held': { code: 'target-held', holder: bad, key: bad },
  'unknown-connection': { code: 'unknown-connection', connection: bad },
  'unknown-kind': { code: 'unknown-kind', connection: bad, kind: bad },
  'vendor-error': { code: 'vendor-error', why: said(bad) },
  'no-newer-backup': { code: 'no-newer-backup' },
  'operation-not-ours': {
    code: 'operation-not-ours',
    operationId: bad,
    because: 'other-request',
    owner: bad,
  },
};

describe.each(Object.values(all))('$code', (refusal) => {
  test('has a sentence that begins and ends as one, and pings nobody', () => {
    const text = refusalText(refusal);

    expect(text).toMatch(/^[A-Z`]/u);
    expect(text.length).toBeGreaterThan(40);
    expect(text.replaceAll(/<!date\^[^>]*>/gu, '')).not.toMatch(/<[!@#h]/u);
  });
});

test('no two refusals say the same', () => {
  const texts = Object.values(all).map(refusalText);

  expect(new Set(texts).size).toBe(texts.length);
});

test.each(allStates())('a request that is %s is called so in words', (state) => {
  expect(refusalText({ code: 'not-in-state', state })).toMatch(
    /^That cannot be done now: the request is [a-z ]+\. The card shows what can\.$/u,
  );
});
