import { describe, expect, test } from 'vitest';
import { errorKinds, ProviderError, type ProviderErrorKind } from '#core/provider-error.ts';
import { fates, judgeFind, readSubmissionError } from '#core/submission.ts';
import { at } from '#test/support/builders.ts';

const error = (kind: ProviderErrorKind) =>
  new ProviderError({ kind, action: 'submit the restore', detail: 'it said so', advice: 'Look there.' });

describe('an error of a submission', () => {
  test.each([
    ['indeterminate', 'lost'],
    ['contract', 'lost'],
    ['rate-limited', 'not-accepted'],
    ['unavailable', 'not-accepted'],
    ['busy', 'not-accepted'],
    ['conflict', 'refused'],
    ['unauthorized', 'refused'],
    ['forbidden', 'refused'],
    ['not-found', 'refused'],
    ['invalid', 'refused'],
    ['retired', 'refused'],
  ] as const)('%s means %s', (kind, meaning) => {
    expect(readSubmissionError(error(kind), 'none').type).toBe(meaning);
  });

  test.each(['busy', 'conflict'] as const)('%s on a later attempt may be about our own restore', (kind) => {
    expect(readSubmissionError(error(kind), 'proven').type).toBe('lost');
    expect(readSubmissionError(error(kind), 'open').type).toBe('lost');
  });

  test.each(['unauthorized', 'forbidden', 'not-found', 'invalid', 'retired'] as const)(
    '%s ends nothing while an earlier attempt is open',
    (kind) => {
      expect(readSubmissionError(error(kind), 'proven').type).toBe('refused');
      expect(readSubmissionError(error(kind), 'open').type).toBe('lost');
    },
  );

  test('every kind has a fate', () => {
    expect(Object.keys(fates).toSorted()).toEqual(errorKinds.toSorted());
    expect(errorKinds).toHaveLength(11);
  });

  test('a limit and a write that never left are proof of nothing done, on every attempt', () => {
    expect(readSubmissionError(error('rate-limited'), 'open')).toMatchObject({ proof: 'refused' });
    expect(readSubmissionError(error('unavailable'), 'open')).toMatchObject({ proof: 'not-sent' });
  });
});

describe('a find', () => {
  const found = (...ids: string[]) => ({
    result: {
      type: 'matches',
      operations: ids.map((operationId) => ({ operationId, createdAt: at(1) })),
    } as const,
    notOurs: new Set(['earlier', 'of-another-request']),
    readsSoFar: 3,
    readsNeeded: 3,
    duplicate: 'refused' as const,
    attempts: 1,
  });

  test('adopts the one that is new', () => {
    expect(judgeFind(found('earlier', 'new', 'of-another-request'))).toEqual({
      type: 'adopt',
      operationId: 'new',
    });
  });

  test('never chooses between several', () => {
    expect(judgeFind(found('one', 'two'))).toMatchObject({
      type: 'undetermined',
      known: { because: 'several-match', candidates: ['one', 'two'] },
    });
  });

  test('believes “nothing” only after enough reads', () => {
    expect(judgeFind({ ...found('earlier'), readsSoFar: 2 })).toEqual({ type: 'read-again' });
    expect(judgeFind(found('earlier'))).toEqual({ type: 'not-there' });
  });

  test('leaves it to a person where a second one acts, or after the third attempt', () => {
    expect(judgeFind({ ...found(), duplicate: 'acts' })).toMatchObject({ type: 'undetermined' });
    expect(judgeFind({ ...found(), attempts: 3 })).toMatchObject({ type: 'undetermined' });
  });

  test('leaves it to a person where the vendor shows too little', () => {
    expect(judgeFind({ ...found(), result: { type: 'undecidable', reason: 'no ids' } })).toMatchObject({
      known: { because: 'undecidable' },
    });
  });
});
