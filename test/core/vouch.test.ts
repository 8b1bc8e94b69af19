import { describe, expect, test } from 'vitest';
import { entryLine } from '#core/audit/line.ts';
import { whyNotVouched } from '#core/audit/vouch.ts';
import { defined } from '#core/defined.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { signTransitions } from '#store/save-script.ts';
import { auditSigner } from '#test/support/audit-signer.ts';
import { creation, tailOf } from '#test/support/saves.ts';

type Proof = RestoreRequest['attempts'][number]['proof'];

/** What the audit says of a restore that runs, whose record says this of its attempt. */
function saidOf(proof: Proof) {
  const save = creation({ state: 'restoring' });
  const lines = signTransitions(auditSigner(), save).map((entry, at) => entryLine(at + 1, entry));
  const attempts = save.request.attempts.map(({ number, token, at }) => ({
    number,
    token,
    at,
    ...defined({ proof }),
  }));
  expect(attempts).toHaveLength(1);
  return whyNotVouched(auditSigner(), { request: { ...save.request, attempts }, tail: tailOf(save) }, lines);
}

describe('the audit vouches for a restore that runs', () => {
  test('as this version records it', () => {
    expect(saidOf('accepted')).toBeUndefined();
  });

  test('as a version recorded it that kept no proof of an attempt', () => {
    expect(saidOf(undefined)).toBeUndefined();
  });

  test('and not where its record says that the vendor refused an attempt which it accepted', () => {
    expect(saidOf('refused')).toBe('record-differs');
    expect(saidOf('not-sent')).toBe('record-differs');
  });
});
