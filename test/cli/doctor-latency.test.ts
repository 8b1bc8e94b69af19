import { expect, test } from 'vitest';
import { judgeLatency } from '#cli/doctor/redis.ts';

test('doctor judges the way to Redis by the median: one slow answer is nobody’s fault', () => {
  expect(judgeLatency([1, 1, 900]).level).toBe('ok');
  expect(judgeLatency([80, 90, 100]).text).toContain('move restorebot closer to Redis');
});
