import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Entitlement } from '#core/approval.ts';
import type { Command } from '#core/commands.ts';
import { ask, decide } from '#core/decide.ts';
import { isAnnotation, type RequestEvent } from '#core/events.ts';
import { evolve, fold } from '#core/evolve.ts';
import { currentAgreement, hasEnded, type Known, RestoreRequest } from '#core/restore-request.ts';
import { aBaseline, aContext, anAsk, approvers, aRequirement, at } from '#test/support/builders.ts';

const people = ['U0RITA', ...approvers] as const;
const person = fc.constantFrom(...people);
const entitlement = fc.constantFrom<Entitlement>(
  { type: 'entitled' },
  { type: 'refused', because: 'not-in-the-rule' },
);
const known: Known = { because: 'answer-lost', text: 'No answer came.', candidates: [] };

/** A command that may be right, wrong, late or out of place; it is completed when the request is known. */
const anyCommand = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('approve' as const),
      by: person,
      entitlement,
      right: fc.boolean(),
    }),
  },
  fc.record({ type: fc.constant('withdraw-vote' as const), by: person }),
  fc.record({
    type: fc.constant('deny' as const),
    by: person,
    entitlement,
    reason: fc.constantFrom('', 'No.'),
  }),
  fc.record({ type: fc.constant('cancel' as const), by: person, entitlement }),
  fc.constantFrom(
    { type: 'expire' } as const,
    { type: 'hold', text: 'Locked.' } as const,
    { type: 'void' } as const,
    { type: 'report-lost-answer', token: 'token', text: 'Lost.' } as const,
    { type: 'report-not-accepted', text: 'Busy.' } as const,
    { type: 'report-refusal', token: 'token', reason: { code: 'refused-by-vendor', text: 'No.' } } as const,
    { type: 'leave-undetermined' as const, known },
    { type: 'report-restored', finishedAt: at(5) } as const,
    { type: 'report-failure', reason: { code: 'failed-at-vendor', text: 'Disk.' } } as const,
    { type: 'record-verification', verification: { outcome: 'passed', findings: [] } } as const,
    { type: 'report-gone' as const, known },
  ),
  { weight: 4, arbitrary: fc.constant({ type: 'dispatch' } as const) },
  fc.record({ type: fc.constant('submit-again' as const), by: person, entitlement }),
);

/** What may be done with a secret, by whom and whenever. */
const secretCommand = fc.oneof(
  fc.record({ type: fc.constant('reveal' as const), by: person }),
  fc.record({ type: fc.constant('record-shown' as const), by: person }),
  fc.constant({ type: 'forget-secrets' } as const),
);
type AnyCommand =
  | (typeof anyCommand extends fc.Arbitrary<infer Each> ? Each : never)
  | (typeof secretCommand extends fc.Arbitrary<infer Each> ? Each : never)
  | Extract<Command, { type: 'record-submission' }>;

interface Story {
  readonly quorum: number;
  /** Each with the seconds that pass before it. */
  readonly steps: readonly (readonly [AnyCommand, number])[];
}

const story: fc.Arbitrary<Story> = fc.record({
  quorum: fc.integer({ min: 1, max: 3 }),
  steps: fc.array(fc.tuple(anyCommand, fc.integer({ min: 0, max: 2_000 })), { minLength: 1, maxLength: 40 }),
});

/** Stories in which the vendor hands something back with its first answer. */
const secretStory: fc.Arbitrary<Story> = fc
  .array(fc.tuple(fc.oneof(anyCommand, { weight: 2, arbitrary: secretCommand }), fc.nat(30_000)), {
    maxLength: 30,
  })
  .map((rest) => ({
    quorum: 1,
    steps: [
      [{ type: 'approve', by: 'U0ADA', entitlement: { type: 'entitled' }, right: true }, 1],
      [{ type: 'dispatch' }, 1],
      [{ type: 'record-submission', operationId: 'o', found: false, sealed: { Password: 'v1' } }, 1],
      ...rest,
    ],
  }));

function complete(request: RestoreRequest, command: AnyCommand): Command {
  switch (command.type) {
    case 'approve': {
      const { right, ...rest } = command;
      return { ...rest, agreement: right ? currentAgreement(request) : 'another', typed: 'orders-prod' };
    }
    case 'dispatch':
      return { type: 'dispatch', version: request.version, token: 'token', baseline: aBaseline() };
    case 'void':
      return {
        type: 'void-votes',
        text: 'Changed.',
        differences: [],
        fingerprint: { 'Cluster id': `cluster-${request.version}` },
        requirement: request.requirement,
      };
    case 'submit-again':
      return { ...command, fingerprint: request.fingerprint };
    default:
      return command;
  }
}

interface Told {
  readonly before: RestoreRequest;
  readonly after: RestoreRequest;
  readonly events: readonly RequestEvent[];
}

/** Plays a story and gives every change of it, with all events from the beginning. */
function play({ quorum, steps }: Story): {
  readonly changes: readonly Told[];
  readonly events: readonly RequestEvent[];
  readonly last: RestoreRequest;
} {
  const first = ask(anAsk({ requirement: aRequirement({ quorum }) }), aContext());
  const events: RequestEvent[] = [...first];
  const changes: Told[] = [];
  let request = fold(first);
  if (request === undefined) throw new Error('nothing was asked');
  let seconds = 0;
  for (const [index, [command, wait]] of steps.entries()) {
    seconds += wait;
    const context = aContext({ now: at(seconds), commandId: `c${index}` });
    const decision = decide(request, complete(request, command), context);
    if (decision.type === 'refused') continue;
    const after: RestoreRequest = decision.events.reduce<RestoreRequest>(evolve, request);
    changes.push({ before: request, after, events: decision.events });
    events.push(...decision.events);
    request = after;
  }
  return { changes, events, last: request };
}

describe('whatever people and workers do, in whatever order', () => {
  test('nothing is submitted without the quorum of distinct others on the current agreement', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { before, events } of play(told).changes) {
          if (!events.some(({ type }) => type === 'dispatched')) continue;
          const votes = 'votes' in before.state ? before.state.votes : [];
          const voters = new Set(votes.map(({ by }) => by));
          expect(voters.size).toBeGreaterThanOrEqual(told.quorum);
          expect(voters.has(before.requester)).toBe(false);
          expect(votes.every(({ agreement }) => agreement === currentAgreement(before))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('stories do get as far as submitting, so the property above says something', () => {
    const reached = fc
      .sample(story, { numRuns: 2_000, seed: 7 })
      .filter((told) => play(told).changes.some(({ after }) => after.state.tag === 'submitting'));

    expect(reached.length).toBeGreaterThan(20);
  });

  test('ends are final', () => {
    fc.assert(
      fc.property(fc.oneof(story, secretStory), (told) => {
        for (const { before, after, events } of play(told).changes) {
          if (!hasEnded(before.state)) continue;
          expect(events.every(isAnnotation)).toBe(true);
          expect(after.state).toEqual(before.state);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('a reveal changes no state, is the requester’s alone, and never comes after its time', () => {
    let reveals = 0;
    fc.assert(
      fc.property(secretStory, (told) => {
        for (const { before, after, events } of play(told).changes) {
          const [event] = events;
          if (event?.type !== 'secret-revealed') continue;
          reveals += 1;
          expect(after.state).toEqual(before.state);
          expect(event.by).toBe(before.requester);
          expect(event.at < (before.secrets?.until ?? event.at)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(reveals, 'no story reveals anything').toBeGreaterThan(100);
  });

  test('folding the events gives the document, and the document survives being stored', () => {
    fc.assert(
      fc.property(fc.oneof(story, secretStory), (told) => {
        const { events, last } = play(told);
        expect(fold(events)).toEqual(last);
        const stored = JSON.stringify(z.encode(RestoreRequest, last));
        expect(RestoreRequest.parse(JSON.parse(stored))).toEqual(last);
        expect(last.version).toBe(events.length);
      }),
      { numRuns: 500 },
    );
  });
});
