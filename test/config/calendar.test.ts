import { describe, expect, test } from 'vitest';
import { Times } from '#config/times.ts';
import type { Calendar } from '#core/match.ts';

const berlin = 'Europe/Berlin';
const iso = (date: Date | undefined) => date?.toISOString();

function covering(times: Calendar, at: string): string | undefined {
  const stretch = times.covering(new Date(at));
  return stretch === undefined ? undefined : `${iso(stretch.from)} ${iso(stretch.until)}`;
}

describe('F19: a calendar, in its own time zone', () => {
  const weekend = Times.parse({ days: ['Fri'], at: '18:00', for: '62h', zone: berlin });

  test('F19: covers from its beginning on, and its end no longer', () => {
    const stretch = '2026-03-06T17:00:00.000Z 2026-03-09T07:00:00.000Z';

    expect(covering(weekend, '2026-03-06T16:59:59.999Z')).toBeUndefined();
    expect(covering(weekend, '2026-03-06T17:00:00.000Z')).toBe(stretch);
    expect(covering(weekend, '2026-03-09T06:59:59.999Z')).toBe(stretch);
    expect(covering(weekend, '2026-03-09T07:00:00.000Z')).toBeUndefined();
    expect(iso(weekend.nextAfter(new Date('2026-03-06T17:00:00.000Z')))).toBe('2026-03-13T17:00:00.000Z');
  });

  test('F19: lasts hours that pass, whatever the clocks do meanwhile', () => {
    // 62 h from Friday 18:00: the clocks go forward on 29 March, back on 25 October.
    expect(covering(weekend, '2026-03-28T12:00:00Z')).toBe(
      '2026-03-27T17:00:00.000Z 2026-03-30T07:00:00.000Z',
    );
    expect(covering(weekend, '2026-10-24T12:00:00Z')).toBe(
      '2026-10-23T16:00:00.000Z 2026-10-26T06:00:00.000Z',
    );
  });

  test('F19: begins after the hour that is skipped, and once in the hour that comes twice', () => {
    const night = Times.parse({ cron: '30 2 * * *', for: '10m', zone: berlin });

    expect(iso(night.nextAfter(new Date('2026-03-28T12:00:00Z')))).toBe('2026-03-29T01:00:00.000Z');
    expect(iso(night.nextAfter(new Date('2026-10-24T12:00:00Z')))).toBe('2026-10-25T00:30:00.000Z');
    expect(covering(night, '2026-10-25T00:35:00Z')).toBeDefined();
    expect(covering(night, '2026-10-25T01:35:00Z')).toBeUndefined();
    expect(iso(night.nextAfter(new Date('2026-10-25T00:30:00Z')))).toBe('2026-10-26T01:30:00.000Z');
  });

  test('F19: knows the leap day', () => {
    const leap = Times.parse({ cron: '0 0 29 2 *', for: '24h', zone: berlin });

    expect(iso(leap.nextAfter(new Date('2026-01-01T00:00:00Z')))).toBe('2028-02-28T23:00:00.000Z');
    expect(covering(leap, '2028-02-29T12:00:00Z')).toBe('2028-02-28T23:00:00.000Z 2028-02-29T23:00:00.000Z');
    expect(covering(leap, '2027-03-01T00:00:00Z')).toBeUndefined();
  });

  test('F19: the same words mean another instant in another zone', () => {
    const at = (zone: string) =>
      covering(
        Times.parse({ from: '2026-12-20T18:00', until: '2026-12-21T06:00', zone }),
        '2026-12-20T23:30Z',
      );

    expect(at(berlin)).toBe('2026-12-20T17:00:00.000Z 2026-12-21T05:00:00.000Z');
    expect(at('America/New_York')).toBe('2026-12-20T23:00:00.000Z 2026-12-21T11:00:00.000Z');
    expect(at('Pacific/Auckland')).toBeUndefined();
  });

  test('tells stretches that touch as one', () => {
    const workdays = Times.parse([
      { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], at: '00:00', for: '24h', zone: 'UTC' },
      { from: '2026-03-07T00:00', until: '2026-03-07T12:00', zone: 'UTC' },
    ]);

    expect(covering(workdays, '2026-03-04T12:00:00Z')).toBe(
      '2026-03-04T00:00:00.000Z 2026-03-07T12:00:00.000Z',
    );
    expect(workdays.text).toBe(
      'Mon, Tue, Wed, Thu, Fri 00:00 for 24h, UTC; 2026-03-07 00:00 until 2026-03-07 12:00, UTC',
    );
  });
});
