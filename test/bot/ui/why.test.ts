import { describe, expect, test } from 'vitest';
import { plainReason, reasonText, whyText } from '#bot/ui/why.ts';
import { isSameReason, withText } from '#core/stored-reason.ts';
import type { Reason, Why, WhyOf } from '#core/why.ts';
import { readRequest, writeRequest } from '#store/records.ts';
import { at, said } from '#test/support/builders.ts';
import { aKind, nasty, storedIn } from './samples.ts';

const bad = Object.values(nasty).join(' ');
const call = { action: `read ${bad}`, detail: bad, advice: bad, vendorCode: bad };
const trouble: Reason = withText({ code: 'vendor-call-failed', ...call });

/** One of each; a new code is a type error here until it has its own. */
const all: { readonly [Code in Why['code']]: WhyOf<Code> } = {
  'vendor-call-failed': { code: 'vendor-call-failed', ...call },
  'vendor-said': { code: 'vendor-said', text: `It said ${bad}`, vendorCode: bad },
  'in-the-way': { code: 'in-the-way', texts: [`The target is busy: ${bad}`, bad] },
  'forbidden-by-rule': { code: 'forbidden-by-rule', rule: bad, reason: bad, guards: bad },
  'no-rule-left': { code: 'no-rule-left' },
  'requester-groups-unknown': { code: 'requester-groups-unknown' },
  'requester-no-longer-entitled': { code: 'requester-no-longer-entitled' },
  'approvers-unknown': { code: 'approvers-unknown', because: 'lookup-failed' },
  'earlier-submission-unknown': { code: 'earlier-submission-unknown' },
  unvouched: { code: 'unvouched' },
  'rules-changed': { code: 'rules-changed' },
  'target-changed': { code: 'target-changed' },
  'no-longer-entitled': { code: 'no-longer-entitled', who: 'U0ADA' },
  'too-few-entitled': { code: 'too-few-entitled' },
  'yes-may-be-taken-back': { code: 'yes-may-be-taken-back' },
  'check-failed': { code: 'check-failed' },
  'record-away': { code: 'record-away' },
  'redis-slow': { code: 'redis-slow', tookMs: 2_000 },
  paused: { code: 'paused' },
  recovering: { code: 'recovering' },
  'changed-meanwhile': { code: 'changed-meanwhile' },
  'too-late': { code: 'too-late', postBy: at(60) },
  'thread-unreachable': { code: 'thread-unreachable' },
  'not-witnessed': { code: 'not-witnessed' },
  stopping: { code: 'stopping' },
  interrupted: { code: 'interrupted' },
  'freeze-began': { code: 'freeze-began', freeze: bad },
  'submission-interrupted': { code: 'submission-interrupted' },
  'older-operation-named': { code: 'older-operation-named', operationId: bad },
  'not-in-list': { code: 'not-in-list', attempt: 1, reads: 3 },
  undecidable: { code: 'undecidable', detail: bad },
  'several-match': { code: 'several-match', count: 2 },
  'not-in-list-yet': { code: 'not-in-list-yet' },
  'answers-lost': { code: 'answers-lost', times: 3 },
  'no-refusal': { code: 'no-refusal', attempts: [1, 2] },
  'in-the-way-of-retry': { code: 'in-the-way-of-retry', attempts: [1], findings: [bad] },
  'found-before': { code: 'found-before', count: 2 },
  'other-attempts': { code: 'other-attempts', numbers: [1] },
  'card-disagrees': { code: 'card-disagrees', seen: bad },
  'sent-before-setback': { code: 'sent-before-setback', seen: bad },
  'no-progress': { code: 'no-progress' },
  'not-approved-in-time': { code: 'not-approved-in-time' },
  'freeze-outlasted': { code: 'freeze-outlasted', freeze: bad },
  'freeze-ends-waiting': { code: 'freeze-ends-waiting', freeze: bad },
  'start-times-over': { code: 'start-times-over', freeze: bad },
  'over-before-setback': { code: 'over-before-setback', seen: bad },
  'freeze-stops': { code: 'freeze-stops', freeze: bad },
  'not-checked-at-opening': { code: 'not-checked-at-opening', ...call },
  'not-started-in-time': {
    code: 'not-started-in-time',
    hold: withText({ code: 'freeze-began', freeze: bad }),
  },
  'not-found': { code: 'not-found', attempt: 1, trouble: withText({ code: 'vendor-call-failed', ...call }) },
  'out-of-sight': { code: 'out-of-sight', trouble: withText({ code: 'vendor-call-failed', ...call }) },
};

describe.each(Object.values(all))('$code', (why) => {
  test('has a sentence, and anybody else who is named in it is pinged by nothing', () => {
    const text = reasonText(withText(why));

    expect(text).toMatch(/^[A-Z“]|^restorebot|^<@U0ADA> /u);
    expect(text.replace(/^<@U0ADA>/u, '')).not.toMatch(/<[!@#h]/u);
  });

  test('is kept in the record as it is, and is the same reason then', () => {
    const { request } = storedIn('expired');
    const text = writeRequest({ ...request, state: { tag: 'expired', at: at(60), ...withText(why) } });
    const { state } = readRequest(request.id, text);

    expect(state).toMatchObject({ why });
    expect(isSameReason(state.tag === 'expired' ? state : undefined, why)).toBe(true);
  });
});

test('no two reasons say the same', () => {
  const texts = Object.values(all).map((why) => whyText(why));

  expect(new Set(texts).size).toBe(texts.length);
});

test('a reason names the vendor of the request, wherever it speaks of it', () => {
  const named = { ...aKind, vendor: 'MongoDB Atlas' };

  for (const why of Object.values(all)) expect(whyText(why, named)).not.toMatch(/\bthe vendor\b/iu);
  expect(reasonText(withText({ code: 'several-match', count: 2 }), named)).toContain(
    '2 restores at MongoDB Atlas look exactly like this one.',
  );
});

test('what an older version stored is shown as it is, and so is a code that only a newer one knows', () => {
  const older = { text: 'The cluster is locked.' };
  const { request } = storedIn('expired');
  const written = JSON.parse(
    writeRequest({ ...request, state: { tag: 'expired', at: at(60), ...older } }),
  ) as {
    state: object;
  };
  const newer = JSON.stringify({
    ...written,
    state: { ...written.state, why: { code: 'of-tomorrow', who: 1 } },
  });
  const { state } = readRequest(request.id, newer);

  expect(plainReason(older)).toBe('The cluster is locked.');
  expect(state.tag === 'expired' && plainReason(state)).toBe('The cluster is locked.');
});

test('a reason that an older version stored is the same as the one with its sentence', () => {
  expect(isSameReason({ text: 'Locked.' }, said('Locked.'))).toBe(true);
  expect(isSameReason({ text: 'Locked.' }, said('Gone.'))).toBe(false);
  expect(isSameReason(undefined, said('Locked.'))).toBe(false);
  expect(isSameReason(trouble, all['vendor-call-failed'])).toBe(true);
});
