import { readFileSync } from 'node:fs';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { summaries } from '#core/history-summary.ts';
import type { HistoryStore } from '#core/history.ts';
import { lossOf } from '#core/impact.ts';
import { Newest } from '#core/newest.ts';
import type { PauseSwitch } from '#core/pause.ts';
import type { RequestStore, Save } from '#core/ports.ts';
import { hasEnded, stateTags } from '#core/restore-request.ts';
import type { QueueDepths } from '#jobs/wakeups.ts';
import type { Around } from './around.ts';
import type { Checks } from './health.ts';
import { slackOutcome, timed, vendorOutcome } from './timed.ts';

/** What a scrape asks for at that moment. */
interface Scraped {
  readonly store: Pick<RequestStore, 'list' | 'oldestDue' | 'now'>;
  readonly history: Pick<HistoryStore, 'newest'>;
  readonly checks: Checks;
  readonly queueDepths: QueueDepths;
  readonly pause: Pick<PauseSwitch, 'paused'>;
}

export interface Metrics {
  /** Counts what goes through the ports; nothing behind them knows of it. */
  readonly around: Around;
  /** For Prometheus. What cannot be asked now is absent; `restorebot_scrape_failed` says so. */
  scrape(from: Scraped): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Counting more at each scrape would load Redis; a gauge that stands at this is itself worth an alert. */
const mostOpen = 1_000;
/** Ended requests that are read for the last verified restores. */
const mostPast = 2_000;
const callBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const restoreBuckets = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];
const approvalBuckets = [30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 14_400];
const lagBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600];
const lossBuckets = [60, 300, 900, 3_600, 14_400, 43_200, 86_400, 604_800];

/** Node's own, once for a process: they watch it with observers that nothing takes off again. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Restores that one process follows at a time, and then some; of one that is forgotten, a look goes uncounted. */
const mostDueLooks = 5_000;

export function createMetrics(role: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const about = ['provider', 'kind'] as const;
  const events = new Counter({
    name: 'restorebot_request_events_total',
    help: 'What happened to requests, as this process saved it.',
    labelNames: ['event', ...about, 'rule'],
    registers,
  });
  const restores = new Histogram({
    name: 'restorebot_restore_duration_seconds',
    help: 'From the submission to the end that the vendor reports, of restores that succeeded.',
    labelNames: about,
    buckets: restoreBuckets,
    registers,
  });
  const losses = new Histogram({
    name: 'restorebot_restore_data_loss_seconds',
    help: 'Time between the restore point and the submission, whose writes a target lost.',
    labelNames: about,
    buckets: lossBuckets,
    registers,
  });
  const approvals = new Histogram({
    name: 'restorebot_approval_wait_seconds',
    help: 'From asking to the last yes that was needed, or to break-glass.',
    labelNames: [...about, 'rule'],
    buckets: approvalBuckets,
    registers,
  });
  const lookLags = new Histogram({
    name: 'restorebot_look_lag_seconds',
    help: 'How late a look at a restore that waits or runs was, after the instant for which it was due.',
    labelNames: [],
    buckets: lagBuckets,
    registers,
  });
  const vendorCalls = new Histogram({
    name: 'restorebot_vendor_call_duration_seconds',
    help: 'Calls of a provider by outcome: ok, or the kind of error.',
    labelNames: ['connection', 'provider', 'call', 'outcome'],
    buckets: callBuckets,
    registers,
  });
  const slackCalls = new Histogram({
    name: 'restorebot_slack_call_duration_seconds',
    help: 'Calls of Slack by outcome: ok, rate-limited (429), platform (refused) or unreachable.',
    labelNames: ['call', 'outcome'],
    buckets: callBuckets,
    registers,
  });
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  const open = gauge('restorebot_open_requests', `Requests that have not ended, ${mostOpen} at most.`, [
    'state',
    ...about,
    'rule',
  ]);
  const oldestDue = gauge('restorebot_oldest_due_seconds', 'How late the work is that is owed longest.', []);
  const depth = gauge('restorebot_queue_jobs', 'Wake-ups that wait, now or until their time.', ['queue']);
  const paused = gauge('restorebot_paused', '1 where restores are paused: nothing is submitted.', []);
  const check = gauge(
    'restorebot_check_ok',
    '1 where a part of /readyz can do its work; workers: the canary.',
    ['check'],
  );
  const verified = gauge(
    'restorebot_last_verified_restore_timestamp_seconds',
    'When a check last read what was restored of a database; absent where none ever did.',
    ['connection', 'target'],
  );
  const unverified = gauge(
    'restorebot_unverified_since_timestamp_seconds',
    'Since when there has been no verified restore of a database: the last one, or its first restore.',
    ['connection', 'target'],
  );
  const failed = gauge('restorebot_scrape_failed', '1 where this could not be asked for this scrape.', [
    'what',
  ]);
  gauge('restorebot_build_info', 'What runs.', ['version', 'node', 'role']).set(
    { version: ownVersion(), node: process.version, role },
    1,
  );

  function noteSaved({ request, events: saved }: Save): void {
    const { plan } = request.plan;
    const labels = { provider: plan.provider, kind: plan.kind };
    const { rule } = request.requirement;
    for (const event of saved) {
      events.inc({ ...labels, rule, event: event.type });
      if (event.type === 'approved' && event.on !== 'rule') {
        approvals.observe({ ...labels, rule }, secondsBetween(request.askedAt, event.at));
      }
      if (event.type === 'submitted') {
        const loss = lossOf(plan, request.impact, event.at);
        if (loss.type === 'own-since') losses.observe(labels, loss.lengthMs / 1_000);
      }
      const { state } = request;
      if (event.type === 'restored' && 'submittedAt' in state) {
        restores.observe(labels, secondsBetween(state.submittedAt, event.finishedAt));
      }
    }
  }

  /** By request: for when its next look was due, as this process read it last. Another process may make that look. */
  const dueLooks = new Newest<string, { readonly of: string; readonly next: Date }>(mostDueLooks);

  const around: Around = {
    store: (store) => ({
      ...store,
      async load(id) {
        const stored = await store.load(id);
        if (stored === undefined || !('look' in stored) || hasEnded(stored.request.state))
          dueLooks.delete(id);
        else if (stored.look !== undefined) dueLooks.set(id, stored.look);
        return stored;
      },
      async saveLook(id, version, look, ...rest) {
        const saved = await store.saveLook(id, version, look, ...rest);
        const before = dueLooks.get(id);
        dueLooks.delete(id);
        // A look that somebody asked for comes before its time.
        if (saved && before?.of === look.of && before.next <= look.at) {
          lookLags.observe(secondsBetween(before.next, look.at));
        }
        return saved;
      },
      async save(change) {
        const outcome = await store.save(change);
        if (outcome.type === 'saved') noteSaved(change);
        return outcome;
      },
    }),
    provider: (provider) =>
      timed(provider, (call, seconds, settled) => {
        const labels = { connection: provider.connection, provider: provider.name, call };
        vendorCalls.observe({ ...labels, outcome: vendorOutcome(settled) }, seconds);
      }),
    slack: (slack) =>
      timed(slack, (call, seconds, settled) => {
        slackCalls.observe({ call, outcome: slackOutcome(settled) }, seconds);
      }),
    people: (people) =>
      timed(people, (call, seconds, settled) => {
        slackCalls.observe({ call, outcome: slackOutcome(settled) }, seconds);
      }),
  };

  /** One part that is away must not hide the others. */
  async function ask(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      failed.set({ what }, 0);
    } catch {
      failed.set({ what }, 1);
    }
  }

  /** A check that throws is about a part that cannot do its work. */
  async function lookAt(name: string, look: Checks[string]): Promise<void> {
    const isWell = await Promise.resolve()
      .then(look)
      .then(
        (problem) => problem === undefined,
        () => false,
      );
    check.set({ check: name }, isWell ? 1 : 0);
  }

  async function countOpen(store: Scraped['store']): Promise<void> {
    const { requests } = await store.list({ states: openStates, limit: mostOpen });
    open.reset();
    for (const { state, plan, requirement } of requests) {
      const { provider, kind } = plan.plan;
      open.inc({ state: state.tag, provider, kind, rule: requirement.rule });
    }
  }

  async function readPast({ history, store }: Pick<Scraped, 'history' | 'store'>): Promise<void> {
    const [{ records }, now] = await Promise.all([history.newest({ limit: mostPast }), store.now()]);
    verified.reset();
    unverified.reset();
    for (const { connection, database, verifiedAt, unverifiedSince } of summaries(records, now)) {
      const labels = { connection, target: database.name };
      if (verifiedAt !== undefined) verified.set(labels, verifiedAt.getTime() / 1_000);
      unverified.set(labels, unverifiedSince.getTime() / 1_000);
    }
  }

  return {
    around,
    async scrape({ store, history, checks, queueDepths, pause }) {
      await Promise.all([
        ask('requests', () => countOpen(store)),
        ask('due', async () => {
          const [due, now] = await Promise.all([store.oldestDue(), store.now()]);
          oldestDue.set(due === undefined ? 0 : Math.max(0, secondsBetween(due, now)));
        }),
        ask('pause', async () => paused.set((await pause.paused()) === undefined ? 0 : 1)),
        ask('history', () => readPast({ history, store })),
        ask('queues', async () => {
          for (const [queue, jobs] of Object.entries(await queueDepths())) depth.set({ queue }, jobs);
        }),
        ...Object.entries(checks).map(([name, look]) => lookAt(name, look)),
      ]);
      const all = Registry.merge([processRegistry(), registry]);
      return { contentType: all.contentType, text: await all.metrics() };
    },
  };
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

const openStates = stateTags.filter((tag) => !hasEnded({ tag }));

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
