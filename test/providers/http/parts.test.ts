import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '#providers/http/retry-policy.ts';
import { BaseUrl } from '#providers/kit/settings.ts';
import { LooseNumber, OptionalNumber, OptionalTime } from '#providers/kit/wire-values.ts';

describe('Retry-After', () => {
  const now = new Date('2026-11-22T03:00:00Z');

  test.each([
    ['7', 7_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 03:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 02:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});

describe('a base URL', () => {
  test.each([
    'https://cockroachlabs.cloud',
    'http://127.0.0.1:4000',
    'http://localhost:1',
    'http://[::1]:80',
  ])('%s is good', (url) => {
    expect(BaseUrl.safeParse(url).success).toBe(true);
  });

  test.each([
    'http://cockroachlabs.cloud',
    'http://127.0.0.1.evil.example',
    'https://user:pass@cockroachlabs.cloud',
    'https://cockroachlabs.cloud/api',
    'ftp://127.0.0.1',
    'cockroachlabs.cloud',
  ])('%s is refused', (url) => {
    expect(BaseUrl.safeParse(url).success).toBe(false);
  });
});

test('a time of a vendor without a zone is UTC, whatever the zone of this machine', async () => {
  const times = {
    '2026-11-20T14:02:37Z': '2026-11-20T14:02:37.000Z',
    '2026-11-20T14:02:37': '2026-11-20T14:02:37.000Z',
    '2026-11-20 14:02:37': '2026-11-20T14:02:37.000Z',
    '2026-11-20 14:02:37,5': '2026-11-20T14:02:37.500Z',
    '2026-11-20T14:02': '2026-11-20T14:02:00.000Z',
    '2026-11-20': '2026-11-20T00:00:00.000Z',
    ' 2026-11-20T14:02:37.123456789Z ': '2026-11-20T14:02:37.123Z',
    '2026-10-25T02:30:00+02:00': '2026-10-25T00:30:00.000Z',
    '2026-10-25T02:30:00+0100': '2026-10-25T01:30:00.000Z',
    '2026-11-20 14:02:37 +0000 UTC': '2026-11-20T14:02:37.000Z',
    'Fri, 20 Nov 2026 14:02:37 GMT': '2026-11-20T14:02:37.000Z',
  };
  const read = `import { OptionalTime, Time } from '#providers/kit/wire-values.ts';
const read = (text) => [text, [Time.parse(text), OptionalTime.parse(text)]];
console.log(JSON.stringify(${JSON.stringify(Object.keys(times))}.map(read)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', read], {
    env: { TZ: 'America/St_Johns' },
  });

  expect(JSON.parse(stdout)).toEqual(Object.entries(times).map(([text, at]) => [text, [at, at]]));
});

test.each([
  [1_588_609_501, '2020-05-04T16:25:01.000Z'],
  [1_588_609_501_000, '2020-05-04T16:25:01.000Z'],
])('the number %i is the time %s', (written, instant) => {
  expect(OptionalTime.parse(written)?.toISOString()).toBe(instant);
});

test.each([null, undefined, 0, '', ' ', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00'])(
  '%j means: not yet',
  (text) => {
    expect(OptionalTime.parse(text)).toBeUndefined();
  },
);

test.each([
  ['7', 7],
  ['-0.5', -0.5],
  [7, 7],
  [null, undefined],
  [undefined, undefined],
])('the number %j of a vendor is %j', (written, number) => {
  expect(OptionalNumber.parse(written)).toBe(number);
});

test.each(['', 'seven', '1e3', '0x10', {}, [], true])('%j is no number of a vendor', (written) => {
  expect(OptionalNumber.safeParse(written).success).toBe(false);
  expect(LooseNumber.parse(written)).toBeUndefined();
});
