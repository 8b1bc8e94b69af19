import { readFileSync } from 'node:fs';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';

/** Counting more at each scrape would load Redis; a gauge that stands at this is itself worth an alert. */
export const mostOpen = 1_000;
const callBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Node's own, once for a process: they watch it with observers that nothing takes off again. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Everything that is measured, by name; `registries`: this and what Node says of the process. */
export function createMeters(role: string) {
  const registry = new Registry();
  const registers = [registry];
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ) => new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  const about = ['provider', 'kind'] as const;
  gauge('restorebot_build_info', 'What runs.', ['version', 'node', 'role']).set(
    { version: ownVersion(), node: process.version, role },
    1,
  );
  return {
    registries: [processRegistry(), registry],
    events: new Counter({
      name: 'restorebot_request_events_total',
      help: 'What happened to requests, as this process saved it.',
      labelNames: ['event', ...about, 'rule'],
      registers,
    }),
    restores: histogram(
      'restorebot_restore_duration_seconds',
      'From the submission to the end that the vendor reports, of restores that succeeded.',
      about,
      [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400],
    ),
    losses: histogram(
      'restorebot_restore_data_loss_seconds',
      'Time between the restore point and the submission, whose writes a target lost.',
      about,
      [60, 300, 900, 3_600, 14_400, 43_200, 86_400, 604_800],
    ),
    approvals: histogram(
      'restorebot_approval_wait_seconds',
      'From asking to the last yes that was needed, or to break-glass.',
      [...about, 'rule'],
      [30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 14_400],
    ),
    lookLags: histogram(
      'restorebot_look_lag_seconds',
      'How late a look at a restore that waits or runs was, after the instant for which it was due.',
      [],
      [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600],
    ),
    vendorCalls: histogram(
      'restorebot_vendor_call_duration_seconds',
      'Calls of a provider by outcome: ok, or the kind of error.',
      ['connection', 'provider', 'call', 'outcome'],
      callBuckets,
    ),
    slackCalls: histogram(
      'restorebot_slack_call_duration_seconds',
      'Calls of Slack by outcome: ok, rate-limited (429), platform (refused) or unreachable.',
      ['call', 'outcome'],
      callBuckets,
    ),
    open: gauge('restorebot_open_requests', `Requests that have not ended, ${mostOpen} at most.`, [
      'state',
      ...about,
      'rule',
    ]),
    oldestDue: gauge('restorebot_oldest_due_seconds', 'How late the work is that is owed longest.', []),
    depth: gauge('restorebot_queue_jobs', 'Wake-ups that wait, now or until their time.', ['queue']),
    paused: gauge('restorebot_paused', '1 where restores are paused: nothing is submitted.', []),
    check: gauge('restorebot_check_ok', '1 where a part of /readyz can do its work; workers: the canary.', [
      'check',
    ]),
    verified: gauge(
      'restorebot_last_verified_restore_timestamp_seconds',
      'When a check last read what was restored of a database; absent where none ever did.',
      ['connection', 'target'],
    ),
    unverified: gauge(
      'restorebot_unverified_since_timestamp_seconds',
      'Since when there has been no verified restore of a database: the last one, or its first restore.',
      ['connection', 'target'],
    ),
    failed: gauge('restorebot_scrape_failed', '1 where this could not be asked for this scrape.', ['what']),
  };
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
