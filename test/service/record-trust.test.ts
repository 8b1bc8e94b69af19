import { expect, test } from 'vitest';
import type { Trust } from '#core/recovery.ts';
import { shareTrust } from '#service/record-trust.ts';

const trusted: Trust = { type: 'trusted', epoch: { id: 'E1', run: 'R1' } };
const recovering: Trust = { type: 'recovering', because: 'other-run' };

function start(answer: () => Trust) {
  let now = 0;
  let asked = 0;
  const record = {
    trust: async () => {
      asked += 1;
      return answer();
    },
  };
  return {
    shared: shareTrust(record, () => now),
    asked: () => asked,
    pass: (ms: number) => (now += ms),
  };
}

test('a yes is shared for a second, and no longer', async () => {
  const { shared, asked, pass } = start(() => trusted);

  for (let each = 0; each < 10; each += 1) expect(await shared.trust()).toEqual(trusted);
  expect(asked()).toBe(1);
  pass(999);
  await shared.trust();
  expect(asked()).toBe(1);
  pass(1);
  await shared.trust();
  expect(asked()).toBe(2);
});

test('a no is never shared', async () => {
  let answer: Trust = recovering;
  const { shared } = start(() => answer);
  expect(await shared.trust()).toEqual(recovering);

  answer = trusted;

  expect(await shared.trust()).toEqual(trusted);
});

test('a yes from before the connection was lost is believed by nobody who asks after it, even where it comes late', async () => {
  let answer: Trust = trusted;
  const { shared } = start(() => answer);
  await shared.trust();
  answer = recovering;
  shared.forget();
  expect(await shared.trust()).toEqual(recovering);

  answer = trusted;
  const late = shared.trust();
  shared.forget();
  await late;
  answer = recovering;

  expect(await shared.trust()).toEqual(recovering);
});
