import { describe, expect, test } from 'vitest';
import { lacksZone, readInstantOrAge, readTypedInstant } from '#core/instant.ts';

describe('25: a moment as a person types it', () => {
  test.each([
    ['2026-10-25T00:30:00Z', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00.000Z'],
    ['2026-11-20T14:02:37Z', '2026-11-20T14:02:37.000Z'],
    [' 2026-11-20 14:02:37 utc ', '2026-11-20T14:02:37.000Z'],
    ['2026-11-20t14:02z', '2026-11-20T14:02:00.000Z'],
    ['2026-11-20T23:30-0530', '2026-11-21T05:00:00.000Z'],
    ['2026-10-25T02:30:00+01', '2026-10-25T01:30:00.000Z'],
    ['2026-11-20 14:02:37 GMT', '2026-11-20T14:02:37.000Z'],
    ['2026-11-20T14:02:37.999Z', '2026-11-20T14:02:37.000Z'],
    ['20261120T140237Z', '2026-11-20T14:02:37.000Z'],
  ])('25: %s is read to the second', (text, instant) => {
    expect(readTypedInstant(text)?.toISOString()).toBe(instant);
  });

  test.each([
    '2026-11-20T14:02:37',
    '2026-11-20',
    '2026-02-30T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T14:61Z',
    '2026-11-20T14:02:37+99:00',
    '2026-11-20T14:02:37+1',
    '2026-10-25 02:30 CET',
    '2026-11-20T14:02:37+01:00[Europe/Berlin]',
    '1795269757',
    '20.11.2026 14:02 UTC',
    'yesterday',
    '',
  ])('25: %j is none: no zone, no such day, or another notation', (text) => {
    expect(readTypedInstant(text)).toBeUndefined();
  });
});

describe('a moment that is said from now', () => {
  const now = new Date('2026-10-25T01:15:30Z');

  test.each([
    ['10m', '2026-10-25T01:05:30.000Z'],
    ['90 seconds ago', '2026-10-25T01:14:00.000Z'],
    ['1h 30m', '2026-10-24T23:45:30.000Z'],
    ['5 min before now', '2026-10-25T01:10:30.000Z'],
    ['1w', '2026-10-18T01:15:30.000Z'],
    ['01:15Z', '2026-10-25T01:15:00.000Z'],
    ['01:16 UTC', '2026-10-24T01:16:00.000Z'],
    // In the night when clocks go back in Berlin, the same time of day twice.
    ['02:10:05+02:00', '2026-10-25T00:10:05.000Z'],
    ['02:10:05+01:00', '2026-10-25T01:10:05.000Z'],
    ['23:00-0800', '2026-10-24T07:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(readInstantOrAge(text, now)?.toISOString()).toBe(instant);
  });

  test.each(['02:10', 'backup-2h', '10', '10 months', 'h', '1h ago 2m', '24:00Z', '-10m'])(
    'not %s',
    (text) => {
      expect(readInstantOrAge(text, now)).toBeUndefined();
    },
  );

  test('an age that is older than an instant can be is none', () => {
    expect(readInstantOrAge('99999w'.repeat(200), now)).toBeUndefined();
  });

  test('only a zone may be missing', () => {
    expect(['2026-11-20 14:02', '2026-11-20T14:02Z', '02:10', 'x'].map(lacksZone)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
