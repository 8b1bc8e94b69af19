import type { RequestEvent } from '#core/events.ts';
import { pinPlan } from '#core/restore-plan.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { aBaseline, aPlan, aRequirement, at } from '#test/support/builders.ts';
import { storedIn } from './samples.ts';

const base = { at: at(60), commandId: 'c2' };
const asked = storedIn('pending-approval', { ask: { requirement: aRequirement({ quorum: 2 }) } });
const vote = (by: string) => ({ by, at: at(60), agreement: currentAgreement(asked.request) });

/** One of each that a thread may tell of, with these words wherever somebody else's are quoted. */
export function everyEvent(text: string): readonly RequestEvent[] {
  const reason = { code: 'failed-at-vendor', text } as const;
  const by = 'U0ADA';
  const known = { because: 'several-match', text, candidates: text.split('\n') } as const;
  const asking = storedIn('pending-approval').events;
  return [
    ...asking,
    { type: 'vote-cast', ...base, by, vote: vote(by) },
    { type: 'vote-withdrawn', ...base, by, expiresAt: at(600) },
    { type: 'acknowledged', ...base, by, acknowledged: { loss: 3_960_000, startsBy: at(900) } },
    { type: 'approved', ...base, commandId: 'other', by, dispatchBy: at(600) },
    {
      type: 'votes-voided',
      ...base,
      text,
      differences: text.split('\n').map((label) => ({ label, before: text, after: text })),
      fingerprint: {},
      requirement: aRequirement(),
      expiresAt: at(600),
    },
    {
      type: 'approvals-closed',
      ...base,
      commandId: 'other',
      freeze: text,
      effect: 'deny',
      opensAt: at(300),
      expiresAt: at(600),
    },
    { type: 'approvals-opened', ...base, expiresAt: at(600), findings: [], fingerprint: {} },
    { type: 'denied', ...base, by, reason: text },
    { type: 'cancelled', ...base, by },
    { type: 'expired', ...base, text },
    { type: 'held', ...base, text },
    { type: 'dispatched', ...base, attempt: 1, token: 't', baseline: aBaseline(), postBy: at(70) },
    { type: 'answer-lost', ...base, text },
    { type: 'not-accepted', ...base, text },
    { type: 'refused', ...base, reason },
    { type: 'submitted', ...base, operationId: text, found: true },
    { type: 'became-unknown', ...base, known: { ...known, candidates: [...known.candidates] } },
    { type: 'trouble-began', ...base, text },
    { type: 'trouble-ended', ...base },
    { type: 'stalled', ...base, since: at(0), times: 2 },
    { type: 'moving-again', ...base },
    { type: 'cancel-asked', ...base, by },
    { type: 'cancelled-at-vendor', ...base },
    { type: 'failed', ...base, reason },
    { type: 'restored', ...base, finishedAt: at(60) },
    {
      type: 'verified',
      ...base,
      vendor: 'MongoDB Atlas',
      outcome: 'failed',
      findings: [{ level: 'warning', code: 'x', looked: 'counts', text }],
    },
    { type: 'adopted', ...base, by, operationId: text },
    { type: 'asked-again', ...base, by, expiresAt: at(600), fingerprint: {} },
    { type: 'closed', ...base, by, text },
    { type: 'reminded', ...base, count: 1 },
    { type: 'escalated', ...base, to: { users: [text], groups: [text] } },
    { type: 'glass-broken', ...base, by, reason: text, agreement: 'a' },
    {
      type: 'replanned',
      ...base,
      by,
      planJson: pinPlan(aPlan()).json,
      impact: asked.request.impact,
      findings: [],
      fingerprint: {},
      requirement: aRequirement(),
      expiresAt: at(600),
    },
    { type: 'glass-reviewed', ...base, by, note: text },
    { type: 'review-reminded', ...base },
    { type: 'secret-received', ...base, labels: text.split('\n'), until: at(600) },
  ];
}
