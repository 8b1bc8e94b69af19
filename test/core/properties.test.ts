import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type EventOf, isAnnotation, type RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { currentAgreement, hasEnded, RestoreRequest } from '#core/restore-request.ts';
import { play, secretStory, type Story, story, teammate } from '#test/support/any-story.ts';

function expectQuorum({ state, requester, requirement, ...request }: RestoreRequest): void {
  const votes = 'votes' in state ? state.votes : [];
  const voters = new Set(votes.map(({ by }) => by));
  expect(voters.size).toBe(votes.length);
  expect(voters.size).toBeGreaterThanOrEqual(requirement.quorum);
  expect(voters.has(requester)).toBe(false);
  expect(voters.has(teammate)).toBe(false);
  expect(votes.every(({ agreement }) => agreement === currentAgreement(request))).toBe(true);
  for (const { group, count } of requirement.atLeast) {
    expect(votes.filter(({ groups }) => groups?.includes(group)).length).toBeGreaterThanOrEqual(count);
  }
}

const backToTheVote = new Set(['votes-voided', 'replanned', 'asked-again', 'vote-withdrawn']);

/** The break-glass that nothing has undone since, read from what happened. */
function standingGlass(past: readonly RequestEvent[]): EventOf<'glass-broken'> | undefined {
  const last = past.findLast(({ type }) => type === 'glass-broken' || backToTheVote.has(type));
  return last?.type === 'glass-broken' ? last : undefined;
}

type Played = ReturnType<typeof play>;

/** The requests as they were when they were submitted. */
function submissions({ changes }: Played): readonly RestoreRequest[] {
  return changes
    .filter(({ events }) => events.some(({ type }) => type === 'dispatched'))
    .map(({ before }) => before);
}

/** Whether something was submitted after an event of this type. */
function afterThat({ events }: Played, type: RequestEvent['type']): boolean {
  const types = events.map((event) => event.type);
  return types.includes(type) && types.lastIndexOf('dispatched') > types.indexOf(type);
}

/** Ways to a submission, and whether a story took it. */
const ways: Readonly<Record<string, (told: Story, played: Played) => boolean>> = {
  'with votes': (_, played) => submissions(played).some(({ glass }) => glass?.holds !== true),
  'with break-glass': (_, played) => submissions(played).some(({ glass }) => glass?.holds === true),
  'with a share of one group': ({ share }, played) =>
    share === 1 && submissions(played).some(({ glass }) => glass === undefined),
  'after another plan': (_, played) => afterThat(played, 'replanned'),
  'after a void': (_, played) => afterThat(played, 'votes-voided'),
  'after an escalation': (_, played) => afterThat(played, 'escalated'),
};

/** How many of the same 12,000 stories took each way; each is played once, and none once all ways were taken often enough. */
function countWays(): ReadonlyMap<string, number> {
  const counts = new Map(Object.keys(ways).map((way) => [way, 0]));
  for (const told of fc.sample(story, { numRuns: 12_000, seed: 7 })) {
    const played = play(told);
    for (const [way, took] of Object.entries(ways)) {
      if (took(told, played)) counts.set(way, (counts.get(way) ?? 0) + 1);
    }
    if ([...counts.values()].every((count) => count > 5)) break;
  }
  return counts;
}

describe('whatever people and workers do, in whatever order', () => {
  test('nothing is submitted without the quorum of distinct others, or break-glass, for what is sent', () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const { past, before, events } of play(told).changes) {
          if (!events.some(({ type }) => type === 'dispatched')) continue;
          const glass = standingGlass(past);
          if (glass !== undefined) {
            expect(told.glass).toBe(true);
            expect(glass.reason).not.toBe('');
            expect(glass.agreement).toBe(currentAgreement(before));
          } else {
            expectQuorum(before);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });

  const counts = countWays();

  test.each(Object.keys(ways))(
    'stories do get as far as submitting %s, so the property above says something',
    (way) => expect(counts.get(way)).toBeGreaterThan(5),
  );

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
        expect(RestoreRequest.parse(JSON.parse(stored))).toStrictEqual(last);
        expect(last.version).toBe(events.length);
      }),
      { numRuns: 500 },
    );
  });
});
