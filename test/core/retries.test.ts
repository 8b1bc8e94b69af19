import { expect, test } from 'vitest';
import type { RequestEvent } from '#core/events.ts';
import { isRetry, isSameRefusal, shownUpTo } from '#core/retries.ts';
import { aBaseline, at } from '#test/support/builders.ts';

const base = (seconds: number) => ({ at: at(seconds), commandId: `c${seconds}` });
const dispatched = (seconds: number): RequestEvent => ({
  type: 'dispatched',
  ...base(seconds),
  attempt: 1,
  token: `t${seconds}`,
  baseline: aBaseline(),
  postBy: at(seconds + 10),
});
const refused = (seconds: number, text: string) =>
  ({ type: 'not-accepted', ...base(seconds), text, proof: 'refused' }) as const;

const first = refused(1, 'Too many requests (request 5a1e0c3e-0d10-4e7b).');
const again = refused(16, 'Too many requests (request 9b2f1d4e-aa01-4c2d).');
const busy = refused(60, 'Another restore is running.');
const tried = [dispatched(0), first, dispatched(15), again];

test('a refusal as before is told once, whatever request it names, and its card stays', () => {
  expect(isSameRefusal(tried, first)).toBe(false);
  expect(isSameRefusal(tried, again)).toBe(true);
  expect(shownUpTo(tried)).toBe(2);
});

test('one for another reason is told, and the same one after that as well', () => {
  const events = [...tried, dispatched(59), busy, dispatched(75), refused(76, first.text)];

  expect(isSameRefusal(events, busy)).toBe(false);
  expect(shownUpTo(events.slice(0, 6))).toBe(6);
  expect(shownUpTo(events)).toBe(8);
});

test('an answer that was lost in between is news, and so is the refusal after it', () => {
  const lost: RequestEvent = { type: 'answer-lost', ...base(30), text: 'No answer.' };
  const events = [...tried, dispatched(29), lost, refused(40, first.text)];

  expect(shownUpTo(events)).toBe(events.length);
});

test('only an attempt right after a refusal is a retry', () => {
  expect(isRetry(tried.slice(0, 1))).toBe(false);
  expect(isRetry(tried.slice(0, 3))).toBe(true);
  expect(isRetry(tried)).toBe(false);
});
