import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '#providers/http/retry-policy.ts';
import { BaseUrl } from '#providers/kit/settings.ts';

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
