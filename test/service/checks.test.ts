import { expect, test } from 'vitest';
import { renderCard } from '#bot/ui/card.ts';
import { renderLastWord } from '#bot/ui/last-word.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { CheckResult, CheckRunner, SqlCheck } from '#core/data-check.ts';
import type { StoredRequest } from '#core/ports.ts';
import { Secret } from '#core/secret.ts';
import type { ServiceDeps } from '#service/deps.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const password = 'reader-password-4711';

const check: SqlCheck = {
  by: 'sql',
  name: 'orders are there',
  match: {},
  timeoutMs: 1_000,
  query: 'select count(*) from orders',
  expect: { type: 'range', min: 1_000 },
  user: 'reader',
  password: new Secret(password),
};

const named = { by: check.by, name: check.name };
const passed: CheckResult = {
  ...named,
  result: 'passed',
  saw: [{ type: 'number', value: 12_034 }],
  expected: check.expect,
};
const failed: CheckResult = {
  ...named,
  result: 'failed',
  because: 'unexpected-value',
  saw: [{ type: 'number', value: 0 }],
  expected: check.expect,
};
const notChecked: CheckResult = { ...named, result: 'not-checked', because: 'cannot-connect' };

const answering = (result: CheckResult): CheckRunner => ({ run: async () => result });

/** Drives a restore to its end with these checks, and gives all that people read about it. */
async function ended(
  harness: ServiceHarness,
  changes: Partial<Pick<ServiceDeps, 'checks' | 'checkRunner' | 'log'>>,
) {
  const { id } = await harness.approved();
  const service = harness.another({ checks: [check], ...changes });
  for (let step = 0; step < 60; step += 1) {
    harness.provider.finish();
    await service.advance(id, AbortSignal.timeout(20_000));
    if ((await harness.load(id)).request.state.tag === 'succeeded') break;
    harness.pass(30_000);
  }
  const stored = await harness.load(id);
  expect(stored.request.state.tag).toBe('succeeded');
  return { stored, told: told(stored) };
}

function told(stored: StoredRequest) {
  const event = stored.events.findLast(({ type }) => type === 'verified');
  if (event === undefined) throw new Error('not verified');
  const options = { canCancel: false, leftToDo: [], now: stored.now };
  return {
    card: JSON.stringify(renderCard(stored, options)),
    thread: renderLine(event, stored)?.text ?? '',
    channel: renderLastWord(stored)?.text ?? '',
  };
}

test('a check that read data makes it restored and verified, with what it saw', async () => {
  await using harness = await startServiceHarness();

  const { told: said, stored } = await ended(harness, { checkRunner: answering(passed) });

  for (const text of Object.values(said)) expect(text).toContain('Restored and verified');
  expect(said.card).toContain('*orders are there* saw 12,034 (expected at least 1,000)');
  expect(said.thread).toContain('*orders are there* saw 12,034 (expected at least 1,000)');
  expect(JSON.stringify(stored)).not.toContain(password);
});

test('a check that saw something else makes it restored, but a check failed', async () => {
  await using harness = await startServiceHarness();

  const { told: said } = await ended(harness, { checkRunner: answering(failed) });

  for (const text of Object.values(said)) {
    expect(text).toContain('Restored, but a check failed');
    expect(text).toContain('*orders are there* saw 0 (expected at least 1,000)');
  }
});

test('a check that could not look leaves it restored, and is listed as not checked', async () => {
  await using harness = await startServiceHarness();

  const { told: said } = await ended(harness, { checkRunner: answering(notChecked) });

  for (const text of Object.values(said)) expect(text).not.toMatch(/verified|check failed/u);
  expect(said.card).toContain('restorebot did not read the data');
  expect(said.card).toContain('*Not checked:*');
  expect(said.card).toContain('cannot connect to the database');
  expect(said.card).toContain(':warning:');
});

test('a failed check outweighs one that passed', async () => {
  await using harness = await startServiceHarness();
  const other = { ...check, name: 'other' };
  const run: CheckRunner['run'] = async ({ name }) => (name === 'other' ? failed : passed);

  const { told: said } = await ended(harness, { checks: [check, other], checkRunner: { run } });

  expect(said.card).toContain('Restored, but a check failed');
});

test('a check about other targets is not run', async () => {
  await using harness = await startServiceHarness();
  const other = { ...check, match: { targets: ['something-else'] } };

  const { told: said } = await ended(harness, { checks: [other], checkRunner: answering(passed) });

  expect(said.card).not.toContain('orders are there');
  expect(said.card).not.toContain('verified');
});

test('a card names the checks that are about its restore before it runs', async () => {
  await using harness = await startServiceHarness();
  const { id } = await harness.asked();
  const others = { ...check, name: 'others', match: { targets: ['billing-*'] } };
  const service = harness.another({ checks: [check, others] });

  expect(service.cardFacts(await harness.load(id)).checks).toEqual(['orders are there']);
});

test('the check is told where the provider says that the target is', async () => {
  await using harness = await startServiceHarness();
  const seen: unknown[] = [];
  const run: CheckRunner['run'] = async (_, { reach }) => {
    seen.push(reach);
    return passed;
  };

  await ended(harness, { checkRunner: { run } });

  expect(seen).toEqual([
    expect.objectContaining({ host: expect.stringContaining('cockroachlabs.cloud'), port: 26_257 }),
  ]);
});

test('a check that hangs is given up, and holds the restore no longer than its time', async () => {
  await using harness = await startServiceHarness();
  const began = performance.now();

  const { told: said } = await ended(harness, {
    checks: [{ ...check, timeoutMs: 100 }],
    checkRunner: { run: () => new Promise(() => undefined) },
  });

  expect(said.card).toContain('it did not finish in time');
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a runner that throws is not checked, and nothing that it says is logged or shown', async () => {
  await using harness = await startServiceHarness();
  const logged: unknown[] = [];
  const keep = (fields: object, message: string): void => void logged.push([fields, message]);
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const run = () => Promise.reject(new Error('a row: jane.doe@example.com'));

  const { told: said, stored } = await ended(harness, { checkRunner: { run }, log });

  expect(said.card).toContain('*Not checked:*');
  expect(JSON.stringify([said, stored, logged])).not.toContain('jane');
  expect(JSON.stringify(logged)).toContain('check failed unexpectedly');
});

test('a process that ends while checks run loses nothing: they run again', async () => {
  await using harness = await startServiceHarness();
  let runs = 0;
  const stop = new AbortController();
  const run: CheckRunner['run'] = async (_, __, { signal }) => {
    runs += 1;
    if (runs > 1) return passed;
    stop.abort(new Error('restorebot is stopping'));
    signal.throwIfAborted();
    return notChecked;
  };
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'verifying');
  const service = harness.another({ checks: [check], checkRunner: { run } });

  await expect(service.advance(id, stop.signal)).rejects.toThrow('restorebot is stopping');
  expect((await harness.load(id)).request.state.tag).toBe('verifying');
  await service.advance(id, AbortSignal.timeout(5_000));

  const { state } = (await harness.load(id)).request;
  expect(state).toMatchObject({ tag: 'succeeded', verification: { checks: [{ result: 'passed' }] } });
});

test('checks that end the process every time do not hold the restore', async () => {
  await using harness = await startServiceHarness();
  let runs = 0;
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'verifying');
  for (let crash = 0; crash < 10; crash += 1) {
    const stop = new AbortController();
    const run: CheckRunner['run'] = () => {
      runs += 1;
      stop.abort(new Error('killed'));
      return new Promise(() => undefined);
    };
    const service = harness.another({ checks: [check], checkRunner: { run } });
    await service.advance(id, stop.signal).catch(() => undefined);
  }

  expect(runs).toBe(5);
  expect((await harness.load(id)).request.state).toMatchObject({
    tag: 'succeeded',
    verification: { checks: [{ result: 'not-checked', because: 'not-finished' }] },
  });
});
