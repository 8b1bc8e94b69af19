import { execFile } from 'node:child_process';
import { access, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { findOnPath } from '#sandbox/redis-process.ts';
import { unpackDebian } from '#test/support/debian.ts';

const cache = join(import.meta.dirname, '../../node_modules/.cache/prometheus');
let promtool: string;
let dir: string;

/** On the PATH, else Debian's package unpacked next to us. */
async function findPromtool(): Promise<string> {
  const installed = await findOnPath(['promtool'], process.env['PATH']);
  if (installed !== undefined) return installed;
  const path = join(cache, 'usr/bin/promtool');
  const isThere = () =>
    access(path).then(
      () => true,
      () => false,
    );
  if (!(await isThere())) await unpackDebian(cache, async () => ['prometheus']);
  if (!(await isThere())) throw new Error('this test needs promtool: install Debian’s package prometheus');
  return path;
}

beforeAll(async () => {
  promtool = await findPromtool();
  dir = await mkdtemp(join(tmpdir(), 'restorebot-alerts-'));
  await copyFile('docs/alerts.yaml', join(dir, 'alerts.yaml'));
});

afterAll(() => rm(dir, { recursive: true }));

const Printed = z.object({ stdout: z.string(), stderr: z.string() });

/** What promtool says, with its exit code. */
async function say(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  return promisify(execFile)(promtool, [...args], { cwd: dir }).then(
    ({ stdout, stderr }) => ({ code: 0, text: `${stdout}${stderr}` }),
    (error: unknown) => {
      const { stdout, stderr } = Printed.parse(error);
      return { code: 1, text: `${stdout}${stderr}` };
    },
  );
}

test('promtool accepts the rules, and refuses them where an expression is none', async () => {
  const good = await say('check', 'rules', 'alerts.yaml');
  const broken = (await readFile('docs/alerts.yaml', 'utf8')).replace('absent(', 'absents(');
  await writeFile(join(dir, 'broken.yaml'), broken);

  expect(good).toMatchObject({ code: 0, text: expect.stringContaining('SUCCESS') });
  expect(await say('check', 'rules', 'broken.yaml')).toMatchObject({
    code: 1,
    text: expect.stringContaining('absents'),
  });
});

interface Case {
  readonly alert: string;
  /** Samples, one a minute, in promtool's notation, of a metric with its labels. */
  readonly bad: Readonly<Record<string, string>>;
  /** When it must fire, and when it must not yet. */
  readonly fires: string;
  readonly quiet: string;
  /** The same metric as it is on a good day: nothing fires. */
  readonly good: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

const calls = (connection: string, outcome: string) =>
  `restorebot_vendor_call_duration_seconds_count{connection="${connection}", outcome="${outcome}"}`;
const slackCalls = (outcome: string) => `restorebot_slack_call_duration_seconds_count{outcome="${outcome}"}`;
const isUp = { restorebot_build_info: '1x3000' };

const cases: readonly Case[] = [
  { alert: 'RestorebotAbsent', bad: { other: '1x20' }, fires: '6m', quiet: '4m', good: isUp },
  {
    alert: 'RestorebotPartBroken',
    bad: { 'restorebot_check_ok{check="workers"}': '0x20', 'restorebot_check_ok{check="redis"}': '1x20' },
    fires: '6m',
    quiet: '4m',
    good: { 'restorebot_check_ok{check="workers"}': '1x20' },
    labels: { check: 'workers' },
  },
  {
    alert: 'RestorebotWorkOverdue',
    bad: { restorebot_oldest_due_seconds: '200x20' },
    fires: '3m',
    quiet: '1m',
    good: { restorebot_oldest_due_seconds: '60x20' },
  },
  {
    alert: 'RestorebotOutcomeUnknown',
    bad: { 'restorebot_open_requests{state="unknown", rule="r"}': '1x20' },
    fires: '6m',
    quiet: '4m',
    good: { 'restorebot_open_requests{state="restoring", rule="r"}': '1x20' },
  },
  {
    alert: 'RestorebotRestoreFailed',
    bad: { 'restorebot_request_events_total{event="failed", rule="r"}': '0x5 1x30' },
    fires: '8m',
    quiet: '4m',
    good: { 'restorebot_request_events_total{event="restored", rule="r"}': '0x5 1x30' },
  },
  {
    alert: 'RestorebotStuckSubmitting',
    bad: { 'restorebot_open_requests{state="submitting"}': '1x30' },
    fires: '16m',
    quiet: '14m',
    good: { 'restorebot_open_requests{state="submitting"}': '1x5 0x30' },
  },
  {
    alert: 'RestorebotVendorFailing',
    bad: { [calls('crdb', 'unreachable')]: '0+6x60', [calls('crdb', 'ok')]: '0+2x60' },
    fires: '30m',
    quiet: '5m',
    good: { [calls('crdb', 'unreachable')]: '0+1x60', [calls('crdb', 'ok')]: '0+9x60' },
    labels: { connection: 'crdb' },
  },
  {
    alert: 'RestorebotNoVerifiedRestore',
    // The clock of a test begins at 0, so a database of long ago is one of before 1970.
    bad: {
      'restorebot_unverified_since_timestamp_seconds{connection="c", target="t"}': '-7776001x200',
    },
    fires: '70m',
    quiet: '50m',
    good: { 'restorebot_unverified_since_timestamp_seconds{connection="c", target="t"}': '-86400x200' },
    labels: { connection: 'c', target: 't' },
  },
  {
    alert: 'RestorebotSlackLimited',
    bad: { [slackCalls('rate-limited')]: '0+12x60' },
    fires: '30m',
    quiet: '5m',
    good: { [slackCalls('rate-limited')]: '0+1x60', [slackCalls('ok')]: '0+60x60' },
  },
  {
    alert: 'RestorebotPaused',
    bad: { restorebot_paused: '1x200' },
    fires: '61m',
    quiet: '59m',
    good: { restorebot_paused: '1x30 0x200' },
  },
  {
    alert: 'RestorebotScrapeIncomplete',
    bad: { 'restorebot_scrape_failed{what="queues"}': '1x30' },
    fires: '11m',
    quiet: '9m',
    good: { 'restorebot_scrape_failed{what="queues"}': '0x30' },
    labels: { what: 'queues' },
  },
];

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          labels: z.record(z.string(), z.string()),
          annotations: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
});

describe('each alert', () => {
  test('fires when it is meant to, not before its time, and not on a good day', async () => {
    const written = Alerts.parse(parse(await readFile('docs/alerts.yaml', 'utf8')));
    const rules = new Map(written.groups.flatMap(({ rules }) => rules).map((rule) => [rule.alert, rule]));
    expect(cases.map(({ alert }) => alert).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      [...rules.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    );
    const series = (values: Readonly<Record<string, string>>) =>
      Object.entries(values).map(([name, samples]) => ({ series: name, values: samples }));
    const tests = cases.flatMap(({ alert, bad, good, fires, quiet, labels = {} }) => {
      const rule = rules.get(alert);
      const annotations = Object.fromEntries(
        Object.entries(rule?.annotations ?? {}).map(([name, text]) => [
          name,
          text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/gu, (_, label: string) => labels[label] ?? ''),
        ]),
      );
      const fired = { exp_labels: { ...rule?.labels, ...labels }, exp_annotations: annotations };
      const at = (time: string, expected: readonly unknown[]) => ({
        eval_time: time,
        alertname: alert,
        exp_alerts: expected,
      });
      return [
        { interval: '1m', input_series: series(bad), alert_rule_test: [at(quiet, []), at(fires, [fired])] },
        { interval: '1m', input_series: series(good), alert_rule_test: [at(fires, [])] },
      ];
    });
    await writeFile(
      join(dir, 'tests.yaml'),
      stringify({ rule_files: ['alerts.yaml'], evaluation_interval: '1m', tests }),
    );

    expect(await say('test', 'rules', 'tests.yaml')).toMatchObject({
      code: 0,
      text: expect.stringContaining('SUCCESS'),
    });
  });
});
