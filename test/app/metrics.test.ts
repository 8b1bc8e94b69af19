import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '#app/metrics.ts';
import type { Restorebot } from '#app/start.ts';
import { at } from '#test/support/builders.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { creation } from '#test/support/saves.ts';
import { approve, askFor, cardSays } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

async function scrape({ healthPort }: Restorebot) {
  const response = await fetch(`http://127.0.0.1:${healthPort}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  return response.text();
}

/** The value of the only sample with this name and these labels. */
function sample(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const found = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)));
  return found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test('/metrics counts one restore from the click to its end, and names no person and no key', async () => {
  await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  const restorebot = await world.start('all');
  const before = await scrape(restorebot);
  expect(sample(before, 'restorebot_build_info', { role: 'all' })).toBe(1);
  expect(sample(before, 'restorebot_check_ok', { check: 'workers' })).toBe(1);
  expect(sample(before, 'restorebot_request_events_total')).toBe(0);

  const card = await askFor(world.slack);
  await approve(world.slack, card);
  await cardSays(world.slack, card, /Restoring/);
  const running = await scrape(restorebot);

  const about = { provider: 'cockroach', kind: 'database' };
  const ruled = { ...about, rule: 'production' };
  expect(sample(running, 'restorebot_request_events_total', { ...ruled, event: 'submitted' })).toBe(1);
  expect(sample(running, 'restorebot_open_requests', { ...ruled, state: 'restoring' })).toBe(1);
  expect(sample(running, 'restorebot_approval_wait_seconds_count', ruled)).toBe(1);
  expect(sample(running, 'restorebot_approval_wait_seconds_sum', ruled)).toBeGreaterThan(0);
  expect(
    sample(running, 'restorebot_vendor_call_duration_seconds_count', { call: 'submit', outcome: 'ok' }),
  ).toBe(1);
  expect(
    sample(running, 'restorebot_slack_call_duration_seconds_count', { call: 'post', outcome: 'ok' }),
  ).toBeGreaterThan(0);
  expect(sample(running, 'restorebot_scrape_failed')).toBe(0);
  expect(running).toContain('restorebot_queue_jobs{queue="work-crdb-prod"}');
  expect(running).toContain('process_cpu_seconds_total');

  world.cockroach.finishRestores();
  world.cockroach.clock.advance(5_000);
  await cardSays(world.slack, card, /Restored|Download ready/);
  const after = await scrape(restorebot);
  expect(sample(after, 'restorebot_restore_duration_seconds_count', about)).toBe(1);
  expect(sample(after, 'restorebot_open_requests')).toBe(0);
  // The one place that names a database: since when nobody has verified a restore of it.
  const named = after.split('\n').filter((line) => line.includes('orders-prod'));
  expect(named.every((line) => line.startsWith('restorebot_unverified_since_timestamp_seconds{'))).toBe(true);
  expect(named).toHaveLength(1);
  expect(after).not.toMatch(/U0ANA|CCDB1_/u);
});

test('how late a look is counts from the instant for which it was due; one that comes early counts nothing', async () => {
  const metrics = createMetrics('worker');
  const store = createMemoryStore({ now: () => at(400) });
  const counted = metrics.around.store?.(store) ?? store;
  const change = creation({ state: 'restoring' });
  const { id } = change.request;
  await counted.save(change);
  const look = async (seconds: number, next: number) => {
    await counted.load(id);
    const seen = { of: 'restoring:op', at: at(seconds), next: at(next), count: 1, detail: 'RUNNING' };
    expect(await counted.saveLook(id, change.request.version, seen, at(next))).toBe(true);
  };
  await look(300, 310);
  await look(313, 320);
  await look(315, 325);
  const pause = { paused: async () => undefined };
  const queueDepths = async () => ({});
  const { text } = await metrics.scrape({ store, history: store.history, checks: {}, queueDepths, pause });

  expect(sample(text, 'restorebot_look_lag_seconds_count')).toBe(1);
  expect(sample(text, 'restorebot_look_lag_seconds_sum')).toBe(3);
});

test('of five thousand others that were read since, the lateness of one restore’s look is forgotten', async () => {
  const metrics = createMetrics('worker');
  const store = createMemoryStore({ now: () => at(400) });
  const change = creation({ state: 'restoring' });
  const { id, version } = change.request;
  const due = { of: 'restoring:op', at: at(290), next: at(300), count: 1, detail: 'RUNNING' };
  await store.save(change);
  await store.saveLook(id, version, due, at(300));
  const stored = await store.load(id);
  const same = { ...store, load: async () => stored, saveLook: async () => true };
  const counted = metrics.around.store?.(same) ?? same;
  const others = Array.from({ length: 5_000 }, (_, number) => `OTHER${number}`);
  for (const each of [id, ...others]) await counted.load(each);
  for (const each of [id, 'OTHER0']) await counted.saveLook(each, version, { ...due, at: at(303) }, at(320));
  const pause = { paused: async () => undefined };
  const queueDepths = async () => ({});
  const { text } = await metrics.scrape({ store, history: store.history, checks: {}, queueDepths, pause });

  expect(sample(text, 'restorebot_look_lag_seconds_count')).toBe(1);
});

test('the data loss of a target that goes back in its own time is a histogram; a change that was not saved counts nothing', async () => {
  const metrics = createMetrics('worker');
  const store = createMemoryStore({ now: () => at(400) });
  const counted = metrics.around.store?.(store) ?? store;
  const change = creation({ state: 'restoring' });

  await counted.save(change);
  await counted.save(change);
  const pause = { paused: async () => undefined };
  const { text } = await metrics.scrape({
    store,
    history: store.history,
    checks: {},
    queueDepths: async () => ({}),
    pause,
  });

  expect(sample(text, 'restorebot_restore_data_loss_seconds_count')).toBe(1);
  expect(sample(text, 'restorebot_restore_data_loss_seconds_sum')).toBeGreaterThan(0);
  expect(sample(text, 'restorebot_request_events_total', { event: 'submitted' })).toBe(1);
});

test('a part that is away is named, and hides no other', async () => {
  const metrics = createMetrics('worker');
  const store = createMemoryStore({ now: () => at(400) });
  const { text } = await metrics.scrape({
    store,
    history: store.history,
    checks: {
      redis: () => 'Redis evicts.',
      slack: () => Promise.reject(new Error('no answer')),
      workers: () => undefined,
    },
    queueDepths: () => Promise.reject(new Error('Redis is away')),
    pause: { paused: async () => ({ type: 'unverified' }) },
  });

  expect(sample(text, 'restorebot_scrape_failed', { what: 'queues' })).toBe(1);
  expect(sample(text, 'restorebot_scrape_failed', { what: 'requests' })).toBe(0);
  expect(text).toContain('restorebot_paused 1');
  expect(text).toContain('restorebot_check_ok{check="redis"} 0');
  expect(text).toContain('restorebot_check_ok{check="slack"} 0');
  expect(text).toContain('restorebot_check_ok{check="workers"} 1');
});

const Alerts = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Restorebot[A-Za-z]+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+[smh]$/),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

test('each alert asks for a metric that exists, and has its line in the runbook', async () => {
  const { groups } = Alerts.parse(parse(await readFile('docs/alerts.yaml', 'utf8')));
  const code = await readFile('src/app/meters.ts', 'utf8');
  const runbook = await readFile('docs/operations.md', 'utf8');
  const rules = groups.flatMap((group) => group.rules);

  for (const { alert, expr, annotations } of rules) {
    const names = expr.match(/restorebot_[a-z_]+/gu) ?? [];
    expect({ alert, names }).not.toEqual({ alert, names: [] });
    for (const name of names) expect(code).toContain(`'${name.replace(/_(?:bucket|count|sum)$/u, '')}'`);
    expect(runbook).toContain(`| \`${alert}\` `);
    expect(annotations.runbook).toBe('docs/operations.md#alerts');
  }
  expect(rules.length).toBeGreaterThan(7);
});

const Dashboard = z.looseObject({
  panels: z.array(
    z.looseObject({ id: z.int(), title: z.string(), targets: z.array(z.looseObject({ expr: z.string() })) }),
  ),
});

test('each panel of the dashboard asks for a metric that exists, and every metric of ours is on it', async () => {
  const { panels } = Dashboard.parse(JSON.parse(await readFile('docs/grafana.json', 'utf8')));
  const code = await readFile('src/app/meters.ts', 'utf8');
  const known = new Set([...code.matchAll(/'(restorebot_[a-z_]+)'/gu)].map(([, name]) => name));
  const asked = panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) =>
      (expr.match(/restorebot_[a-z_]+/gu) ?? []).map((name) => name.replace(/_(?:bucket|count|sum)$/u, '')),
    ),
  );

  expect(new Set(asked)).toEqual(known);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});
