import type { EventOf, RequestEvent } from '#core/events.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import { currentAgreement, type StateTag } from '#core/restore-request.ts';
import { glassRule } from '#test/support/break-glass.ts';
import { aRequirement, allStates, at, type RequestChanges } from '#test/support/builders.ts';
import { stored, storedIn } from './samples.ts';

/** What a person or a vendor says at these moments. */
interface Said {
  readonly ask: RequestChanges['ask'];
  readonly text: string;
  readonly many: readonly string[];
}

const base = { at: at(400), commandId: 'c9' };
const by = 'U0ADA';
const objective = { name: 'shop', rpoMs: 15 * 60_000, rtoMs: 1, overRpo: 'acknowledge' as const };

const estimate = { lowMs: 60_000, highMs: 600_000, basis: { of: 'database', restores: 5 } } as const;

/** A request in each state, and at each moment of one in which people read more than its state. */
export function momentsOf({ ask, text, many }: Said): Readonly<Record<string, StoredRequest>> {
  const operationId = text;
  const given = (state: StateTag, changes = ask) => storedIn(state, { ask: changes, operationId });
  const then = (state: StateTag, ...events: readonly RequestEvent[]) => goOn(given(state), ...events);
  const looked = (state: StateTag, look: Partial<Look>, ...events: readonly RequestEvent[]) =>
    stored([...given(state).events, ...events], 600, { of: state, ...firstLook, detail: text, ...look });
  const ofTwo = given('pending-approval', { ...ask, requirement: aRequirement({ quorum: 2 }) });
  const overObjective = {
    ...ask,
    acknowledged: { loss: 15_300_000, startsBy: at(4_500) },
    estimate,
    requirement: aRequirement({ objectives: [{ ...objective, name: text }], breakGlass: glassRule }),
  };
  const known = (because: 'answer-lost' | 'several-match') => ({ because, text, candidates: [...many] });
  const lostAnswer: RequestEvent = { type: 'answer-lost', ...base, text };
  const trouble: RequestEvent = { type: 'trouble-began', ...base, text };
  const broken: RequestEvent = { type: 'glass-broken', ...base, by: 'U0DORA', reason: text, agreement: 'a' };
  const again: RequestEvent = { type: 'asked-again', ...base, by, expiresAt: at(4_000), fingerprint: {} };
  const voteOf = ({ request }: StoredRequest): RequestEvent => ({
    type: 'vote-cast',
    ...base,
    by,
    vote: { by, at: at(400), agreement: currentAgreement(request) },
  });
  const all: Readonly<Record<string, StoredRequest>> = {
    ...Object.fromEntries(allStates().map((state) => [state, given(state)])),
    'half approved': goOn(ofTwo, voteOf(ofTwo)),
    'over its objective': given('pending-approval', overObjective),
    'approved over its objective': given('approved', overObjective),
    'verified, its objective missed': given('succeeded', overObjective),
    'closed by a freeze': then('pending-approval', {
      type: 'approvals-closed',
      ...base,
      freeze: text,
      effect: 'deny',
      expiresAt: at(7_200),
    }),
    escalated: then('pending-approval', {
      type: 'escalated',
      ...base,
      to: { users: [...many], groups: [...many] },
    }),
    'with a newer backup': looked('pending-approval', { newerBackup: at(300) }),
    'submitted again, not accepted yet': goOn(given('unknown', overObjective), again),
    'submitted again, withdrawn': then('unknown', again, { type: 'cancelled', ...base, by: 'U0RITA' }),
    'submitted again, expired': then('unknown', again, { type: 'expired', ...base, text }),
    paused: {
      ...given('approved'),
      paused: { type: 'paused', by: { type: 'person', userId: by }, since: at(300), reason: text },
    },
    held: then('approved', { type: 'held', ...base, text }),
    'approvals void': then('approved', {
      type: 'votes-voided',
      ...base,
      text,
      differences: many.map((label) => ({ label, before: text, after: text })),
      fingerprint: {},
      requirement: aRequirement(),
      expiresAt: at(7_200),
    }),
    'record set back': looked('approved', { olderThanAudit: true }),
    'break-glass used': goOn(given('pending-approval', overObjective), broken, {
      type: 'approved',
      ...base,
      on: 'broken-glass',
      dispatchBy: at(7_200),
    }),
    'answer lost': then('submitting', lostAnswer),
    'in trouble while it is looked for': then('submitting', lostAnswer, trouble),
    'refused by the vendor': then('submitting', {
      type: 'refused',
      ...base,
      reason: { code: 'refused-by-vendor', text, leftBehind: text },
    }),
    'found later': then('submitting', lostAnswer, { type: 'submitted', ...base, operationId, found: true }),
    'on its way': looked('restoring', { fraction: 0.4 }),
    'in trouble while it runs': then('restoring', trouble),
    stalled: looked(
      'restoring',
      { stillSince: at(60) },
      { type: 'stalled', ...base, since: at(60), times: 1 },
    ),
    'asked to stop': then('restoring', { type: 'cancel-asked', ...base, by, reason: text }),
    'stopped by a freeze': then('restoring', {
      type: 'cancel-asked',
      ...base,
      freeze: { freeze: text, text },
    }),
    'stopped at the vendor': then(
      'restoring',
      { type: 'cancel-asked', ...base, by },
      { type: 'cancelled-at-vendor', ...base },
    ),
    'several match': then('submitting', { type: 'became-unknown', ...base, known: known('several-match') }),
    'taken over': then(
      'restoring',
      { type: 'stalled', ...base, since: at(60), times: 1 },
      { type: 'became-unknown', ...base, by, known: known('answer-lost') },
    ),
    'followed after all': then('unknown', { type: 'adopted', ...base, by, operationId }),
    'closed by a person': then('unknown', { type: 'closed', ...base, by, text }),
    'checks failed': then('verifying', checked(text, many)),
    'with a secret': then('succeeded', {
      type: 'secret-received',
      ...base,
      labels: [...many],
      until: at(7_200),
    }),
  };
  // Each is a separate request.
  return Object.fromEntries(
    Object.entries(all).map(([id, moment]): readonly [string, StoredRequest] => [
      id,
      { ...moment, request: { ...moment.request, id } },
    ]),
  );
}

const firstLook = { at: at(594), next: at(900), count: 4 };

function goOn({ events }: StoredRequest, ...more: readonly RequestEvent[]): StoredRequest {
  return stored([...events, ...more]);
}

/** What checks found that did not end well, with these words. */
function checked(text: string, many: readonly string[]): EventOf<'verified'> {
  return {
    type: 'verified',
    ...base,
    vendor: text,
    outcome: 'failed',
    findings: many.flatMap((each) => [
      { level: 'ok', code: 'x', looked: 'counts', text: each } as const,
      { level: 'warning', code: 'x', looked: 'counts', text: each } as const,
      { level: 'warning', code: 'x', looked: 'nothing', text: each } as const,
    ]),
    checks: many.flatMap((name) => [
      { name, by: 'sql', result: 'passed', saw: [saw] } as const,
      { name, by: 'sql', result: 'failed', because: 'unexpected-value', saw: [saw] } as const,
      { name, by: 'webhook', result: 'not-checked', because: 'timeout', code: text } as const,
    ]),
  };
}

const saw = { type: 'number', value: 12_000 } as const;
