import { describe, expect, test } from 'vitest';
import { readTypedInstant } from '#core/instant.ts';

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
