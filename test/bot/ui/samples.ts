import fc from 'fast-check';
import type { Draft } from '#core/draft.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import type { Look } from '#core/look.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { FormInput, RestoreKind } from '#core/provider.ts';
import type { StateTag } from '#core/restore-request.ts';
import { untold } from '#core/thread.ts';
import { anAsk, aPlan, aRequirement, at, type RequestChanges, someEvents } from '#test/support/builders.ts';

/** A request as the store gives it, `seconds` after it was asked. */
export function stored(events: readonly RequestEvent[], seconds = 600, look?: Look): StoredRequest {
  const request = fold(events);
  if (request === undefined) throw new Error('no events');
  return {
    request,
    events,
    look,
    thread: untold,
    tail: { mac: undefined, eventsDigest: '' },
    now: at(seconds),
  };
}

export function storedIn(state: StateTag, changes: RequestChanges = {}, look?: Look): StoredRequest {
  return stored(someEvents({ ...changes, state }), 600, look);
}

/** Names and words that somebody chose to do harm with, or that are simply very long. */
export const nasty = {
  mention: '<!channel> <!here> <@U0ADA> <#C0OPS> <https://evil.example|click> @everyone &lt;',
  code: '`*_~```',
  turned: 'orders\u202Edorp-sredro\u200Bprod',
  long: '👩‍👩‍👧‍👦&<>`'.repeat(60),
} as const;

const everything = Object.values(nasty).join(' ');
const many = Array.from({ length: 200 }, (_, index) => `${index} ${everything}`);

/** Everything that a person or a vendor may write, at its worst. */
export const worstAsk = anAsk({
  requestId: 'r1'.padEnd(60, 'x'),
  reason: everything.slice(0, 500),
  plan: aPlan({
    provider: everything,
    connection: everything,
    kind: everything,
    source: { id: everything, name: everything },
    target: { id: `${everything}2`, name: everything },
    options: Object.fromEntries(many.slice(0, 60).map((key) => [key, many.slice(0, 10)])),
  }),
  impact: { type: 'in-place', overwrites: many, creates: many, unavailable: many, notes: many },
  findings: many.map((text, index) => ({
    level: (['ok', 'warning', 'before-start', 'blocker'] as const)[index % 4] ?? 'ok',
    code: 'worst',
    text,
  })),
  fingerprint: Object.fromEntries(many.slice(0, 20).map((key) => [key, everything])),
  requirement: aRequirement({
    rule: everything,
    quorum: 3,
    approvers: { users: [...many, 'U0RITA', 'U0ADA'], groups: [...many, 'S0DBA'] },
  }),
});

export const worstText = many.join('\n');

export const aKind: RestoreKind = {
  id: 'cluster',
  title: 'Whole cluster',
  summary: 'Everything in the cluster is replaced by the backup.',
  facts: {
    impact: 'in-place',
    destroys: 'all',
    creates: 'nothing',
    find: 'in a list',
    operationIds: 'the id of the restore',
  },
  duplicate: 'acts',
  settleMs: 120_000,
  fields: [
    { id: 'source', type: 'source', label: 'Cluster', required: true },
    { id: 'backup', type: 'backup', label: 'Backup', required: true },
    { id: 'target', type: 'target', label: 'Restore into', required: true },
    { id: 'tables', type: 'choices', label: 'Tables', required: false, custom: true },
    {
      id: 'mode',
      type: 'choice',
      label: 'Mode',
      required: true,
      options: [
        { value: 'fast', label: 'Fast' },
        { value: 'slow', label: 'Slow' },
      ],
    },
    { id: 'new_name', type: 'text', label: 'New name', required: false, maxLength: 63 },
    { id: 'copies', type: 'integer', label: 'Copies', required: false, min: 1, max: 7 },
    { id: 'until', type: 'instant', label: 'As of', required: false },
    { id: 'dry', type: 'toggle', label: 'Only try it', required: false },
    { id: 'keep', type: 'toggle', label: 'Keep the users', hint: 'and their passwords', required: false },
  ],
};

/** A form of `aKind` in which nothing is answered yet. */
export const draft: Draft = {
  requestId: 'r1',
  requester: 'U0RITA',
  channel: 'C0OPS',
  connection: 'crdb-prod',
  kind: 'cluster',
  input: {},
  reason: 'INC-1',
};

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/u);
/** Answers to any of the fields of `aKind`. */
export const anyInput: fc.Arbitrary<FormInput> = fc
  .record(
    {
      source: word,
      backup: word,
      target: word,
      tables: fc.uniqueArray(word, { minLength: 1, maxLength: 5 }),
      mode: fc.constantFrom('fast', 'slow'),
      new_name: word,
      copies: fc.integer({ min: 1, max: 7 }),
      until: fc
        .date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
        .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000).toISOString()),
    },
    { requiredKeys: [] },
  )
  .chain((input) =>
    fc.record({ dry: fc.boolean(), keep: fc.boolean() }).map((toggles) => ({ ...input, ...toggles })),
  );
