import { Registry } from 'prom-client';
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
import { createMeters, mostOpen } from './meters.ts';
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

/** Ended requests that are read for the last verified restores. */
const mostPast = 2_000;
/** Restores that one process follows at a time, and then some; of one that is forgotten, a look goes uncounted. */
const mostDueLooks = 5_000;

export function createMetrics(role: string): Metrics {
  const meters = createMeters(role);

  function noteSaved({ request, events }: Save): void {
    const { plan } = request.plan;
    const labels = { provider: plan.provider, kind: plan.kind };
    const { rule } = request.requirement;
    for (const event of events) {
      meters.events.inc({ ...labels, rule, event: event.type });
      if (event.type === 'approved' && event.on !== 'rule') {
        meters.approvals.observe({ ...labels, rule }, secondsBetween(request.askedAt, event.at));
      }
      if (event.type === 'submitted') {
        const loss = lossOf(plan, request.impact, event.at);
        if (loss.type === 'own-since') meters.losses.observe(labels, loss.lengthMs / 1_000);
      }
      const { state } = request;
      if (event.type === 'restored' && 'submittedAt' in state) {
        meters.restores.observe(labels, secondsBetween(state.submittedAt, event.finishedAt));
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
          meters.lookLags.observe(secondsBetween(before.next, look.at));
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
        meters.vendorCalls.observe({ ...labels, outcome: vendorOutcome(settled) }, seconds);
      }),
    slack: (slack) =>
      timed(slack, (call, seconds, settled) => {
        meters.slackCalls.observe({ call, outcome: slackOutcome(settled) }, seconds);
      }),
    people: (people) =>
      timed(people, (call, seconds, settled) => {
        meters.slackCalls.observe({ call, outcome: slackOutcome(settled) }, seconds);
      }),
  };

  /** One part that is away must not hide the others. */
  async function ask(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      meters.failed.set({ what }, 0);
    } catch {
      meters.failed.set({ what }, 1);
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
    meters.check.set({ check: name }, isWell ? 1 : 0);
  }

  async function countOpen(store: Scraped['store']): Promise<void> {
    const { requests } = await store.list({ states: openStates, limit: mostOpen });
    meters.open.reset();
    for (const { state, plan, requirement } of requests) {
      const { provider, kind } = plan.plan;
      meters.open.inc({ state: state.tag, provider, kind, rule: requirement.rule });
    }
  }

  async function readPast({ history, store }: Pick<Scraped, 'history' | 'store'>): Promise<void> {
    const [{ records }, now] = await Promise.all([history.newest({ limit: mostPast }), store.now()]);
    meters.verified.reset();
    meters.unverified.reset();
    for (const { connection, database, verifiedAt, unverifiedSince } of summaries(records, now)) {
      const labels = { connection, target: database.name };
      if (verifiedAt !== undefined) meters.verified.set(labels, verifiedAt.getTime() / 1_000);
      meters.unverified.set(labels, unverifiedSince.getTime() / 1_000);
    }
  }

  return {
    around,
    async scrape({ store, history, checks, queueDepths, pause }) {
      await Promise.all([
        ask('requests', () => countOpen(store)),
        ask('due', async () => {
          const [due, now] = await Promise.all([store.oldestDue(), store.now()]);
          meters.oldestDue.set(due === undefined ? 0 : Math.max(0, secondsBetween(due, now)));
        }),
        ask('pause', async () => meters.paused.set((await pause.paused()) === undefined ? 0 : 1)),
        ask('history', () => readPast({ history, store })),
        ask('queues', async () => {
          for (const [queue, jobs] of Object.entries(await queueDepths())) meters.depth.set({ queue }, jobs);
        }),
        ...Object.entries(checks).map(([name, look]) => lookAt(name, look)),
      ]);
      const all = Registry.merge(meters.registries);
      return { contentType: all.contentType, text: await all.metrics() };
    },
  };
}

const openStates = stateTags.filter((tag) => !hasEnded({ tag }));

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
