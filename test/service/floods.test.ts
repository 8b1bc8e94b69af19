import { describe, expect, test } from 'vitest';
import { after } from '#core/instant.ts';
import { authentic } from '#core/ports.ts';
import type { Poll, RestoreProvider } from '#core/provider.ts';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import type { ServiceDeps } from '#service/deps.ts';
import { actAs } from '#test/support/act-as.ts';
import { aPlan, at } from '#test/support/builders.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { creation } from '#test/support/saves.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

const minute = 60_000;
const input = {
  source: clusterIds.ordersProd,
  target: clusterIds.ordersProd,
  backup: 'latest',
  databases: ['orders'],
};

/** One more request of somebody, as their form would ask it; `done`, or the refusal's code. */
async function askOnce({ service }: ServiceHarness, by: string): Promise<string> {
  const requestId = service.newRequestId();
  const draft = {
    requestId,
    requester: by,
    channel: 'C0OPS',
    connection: 'crdb-prod',
    kind: 'database',
    input: { ...input, new_db_name: `orders_${requestId.toLowerCase()}` },
    reason: 'INC-7: again and again',
  };
  await service.review(draft, by, AbortSignal.timeout(10_000));
  const outcome = await service.ask({ requestId, by, commandId: `view-${requestId}` });
  return outcome.type === 'done' ? 'done' : outcome.refusal.code;
}

interface Flood {
  readonly service: ReturnType<ServiceHarness['another']>;
  readonly store: ServiceDeps['store'];
  /** When which request was looked at, ms after the begin, oldest first. */
  readonly looks: { readonly id: string; readonly at: number }[];
  /** Restores that fail at their next look. */
  readonly failing: Set<string>;
  /** Does what is due, as workers without end would, for so long. */
  readonly run: (ms: number) => Promise<void>;
}

/** Restores that run already, spread over connections of one fake vendor that only counts. */
async function flood(
  harness: ServiceHarness,
  { restores, connections }: { readonly restores: number; readonly connections: number },
  changes: Partial<ServiceDeps> = {},
): Promise<Flood> {
  const begin = harness.now().getTime();
  const now = () => after(harness.now(), 0);
  const store = createMemoryStore({ now });
  const looks: { readonly id: string; readonly at: number }[] = [];
  const failing = new Set<string>();
  const poll = async ({ operationId }: { readonly operationId: string }): Promise<Poll> => {
    looks.push({ id: operationId, at: harness.now().getTime() - begin });
    if (failing.has(operationId))
      return { type: 'failed', reason: 'disk full', leftBehind: 'Nothing is left.' };
    return { type: 'running', detail: 'Restoring.' };
  };
  const names = Array.from({ length: connections }, (_, index) => `vendor-${index}`);
  const vendor = (connection: string): RestoreProvider => ({
    ...harness.provider.provider,
    name: aPlan().provider,
    connection,
    poll,
  });
  const service = harness.another({
    store,
    providers: new Map(names.map((name) => [name, vendor(name)])),
    ...changes,
  });
  const due = new Map<string, number>();
  for (let index = 0; index < restores; index += 1) {
    const requestId = `r${index}`;
    const plan = aPlan({ connection: names[index % connections] ?? '' });
    await store.save(
      creation(
        { state: 'restoring', ask: { requestId, plan }, operationId: requestId, askedAt: at(-600) },
        { due: harness.now() },
      ),
    );
    due.set(requestId, begin);
  }
  return {
    service,
    store,
    looks,
    failing,
    async run(ms) {
      const end = harness.now().getTime() + ms;
      while (harness.now().getTime() < end) {
        const time = harness.now().getTime();
        for (const [id, next] of due) {
          if (next > time) continue;
          const step = await service.advance(id, AbortSignal.timeout(10_000));
          due.set(id, step.next?.getTime() ?? Number.POSITIVE_INFINITY);
        }
        harness.pass(Math.min(Math.max(250, Math.min(...due.values()) - time), end - time));
      }
    },
  };
}

const zeros = (count: number) => Array.from({ length: count }, () => 0);

/** The longest time that any of these went without a look, from `from` on. */
function longestGapMs(looks: Flood['looks'], from: number, end: number): number {
  const last = new Map<string, number>();
  let longest = 0;
  for (const { id, at: time } of looks) {
    const since = Math.max(from, last.get(id) ?? from);
    longest = Math.max(longest, time - since);
    last.set(id, time);
  }
  for (const time of last.values()) longest = Math.max(longest, end - Math.max(from, time));
  return longest;
}

test('F30: 500 restores on one connection take at most half of its 10 calls a second, and none is forgotten', async () => {
  await using harness = await startServiceHarness();
  const { looks, run } = await flood(harness, { restores: 500, connections: 1 });

  await run(12 * minute);

  // All began together; from the second round on they are spread.
  const from = 3 * minute;
  for (let begin = from; begin + minute <= 12 * minute; begin += minute) {
    const within = looks.filter((look) => look.at >= begin && look.at < begin + minute);
    expect(within.length).toBeLessThanOrEqual(5 * 60);
  }
  expect(new Set(looks.map(({ id }) => id)).size).toBe(500);
  expect(longestGapMs(looks, from, 12 * minute)).toBeLessThanOrEqual(115_000);
});

test('F30: once most of them have ended, the others are looked at as often as before', async () => {
  await using harness = await startServiceHarness();
  const { looks, failing, run } = await flood(harness, { restores: 500, connections: 1 });
  await run(3 * minute);
  for (let index = 3; index < 500; index += 1) failing.add(`r${index}`);

  await run(12 * minute);

  const left = looks.filter(({ id }) => !failing.has(id));
  expect(longestGapMs(left, 10 * minute, 15 * minute)).toBeLessThanOrEqual(61_000);
});

test('F30: 5,000 restores over 100 connections are each looked at once a minute', async () => {
  await using harness = await startServiceHarness();
  const timing = { ...harness.timing, lookFirstMs: minute };
  const { looks, run } = await flood(harness, { restores: 5_000, connections: 100 }, { timing });

  await run(2 * minute);

  expect(new Set(looks.map(({ id }) => id)).size).toBe(5_000);
  expect(longestGapMs(looks, 0, 2 * minute)).toBeLessThanOrEqual(61_000);
});

test('F30: the sweep goes on where it stopped, so that what stays overdue keeps it from nobody', async () => {
  await using harness = await startServiceHarness();
  const woken: string[] = [];
  const wakeups = {
    work: async ({ id }: { readonly id: string }) => void woken.push(id),
    announce: async () => undefined,
  };
  const { service } = await flood(harness, { restores: 25, connections: 1 }, { wakeups });
  harness.pass(minute);

  const counts = [];
  for (let turn = 0; turn < 4; turn += 1) counts.push(await service.sweep(0, 10));

  expect(counts).toEqual([10, 10, 5, 10]);
  expect(new Set(woken).size).toBe(25);
});

test('F30: looks wake the announcer for progress no more often than Slack lets cards be edited, with a reserve', async () => {
  await using harness = await startServiceHarness();
  const announced: string[] = [];
  const wakeups = {
    work: async () => undefined,
    announce: async (requestId: string) => void announced.push(requestId),
  };
  const timing = { ...harness.timing, lookFirstMs: minute };
  const { looks, run } = await flood(harness, { restores: 500, connections: 10 }, { wakeups, timing });

  await run(2 * minute);

  expect(looks.length).toBeGreaterThan(900);
  // Ten at once, and more a minute later; 36 a minute in the long run.
  expect(announced.length).toBeGreaterThan(10);
  expect(announced.length).toBeLessThanOrEqual(10 + 2 * 36);
});

test('F30: a sweep for everybody misses nobody, although those it has woken are looked at meanwhile', async () => {
  await using harness = await startServiceHarness();
  const woken: string[] = [];
  const wakeups = {
    work: async ({ id }: { readonly id: string }) => void woken.push(id),
    announce: async () => undefined,
  };
  const { service, store } = await flood(harness, { restores: 25, connections: 5 }, { wakeups });
  harness.pass(minute);
  for (const id of await store.ids()) {
    const { version } = authentic(await store.load(id))?.request ?? { version: 0 };
    await store.saveThread(id, version, { version: 1, shown: version, lines: {} }, harness.now());
  }
  harness.pass(minute);

  // As the start of a worker does it.
  for (let last = 10, from = 0; last === 10; from = woken.length) {
    last = await service.sweep(0, 10);
    for (const id of woken.slice(from)) await service.advance(id, AbortSignal.timeout(10_000));
  }

  expect(woken).toHaveLength(25);
  expect(new Set(woken).size).toBe(25);
});

test('F30: what the sweep has woken and is merely late is left alone, longer each time; the rest is woken', async () => {
  await using harness = await startServiceHarness();
  const woken: string[] = [];
  let isAway = false;
  const wakeups = {
    async work({ id }: { readonly id: string }) {
      if (isAway) throw new Error('Redis is away');
      woken.push(id);
    },
    announce: async () => undefined,
  };
  const { service } = await flood(harness, { restores: 3, connections: 1 }, { wakeups });
  harness.pass(minute);
  async function sweeps(turns: number): Promise<readonly number[]> {
    const counts = [];
    for (let turn = 0; turn < turns; turn += 1) {
      counts.push(await service.sweep(minute / 2, 10));
      harness.pass(minute / 6);
    }
    return counts;
  }

  isAway = true;
  expect(await sweeps(2)).toEqual([3, 3]);
  isAway = false;
  // Every ten seconds; after 60 s, 120 s, 240 s.
  expect(await sweeps(45)).toEqual([3, 0, 0, 0, 0, 0, 3, ...zeros(11), 3, ...zeros(23), 3, 0, 0]);
  await service.advance('r1', AbortSignal.timeout(10_000));
  expect(await sweeps(1)).toEqual([0]);
  harness.pass(10 * minute);
  woken.length = 0;
  await service.sweep(0, 10);
  expect(woken.toSorted()).toEqual(['r0', 'r1', 'r2']);
});

test('F30: a sweep wakes no announcer for a restore of which all has been told', async () => {
  await using harness = await startServiceHarness();
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  const announced: string[] = [];
  const worked: string[] = [];
  const service = harness.another({
    wakeups: {
      work: async (request) => void worked.push(request.id),
      announce: async (requestId) => void announced.push(requestId),
    },
  });
  harness.pass(minute);
  await service.sweep(0, 10);
  const { request } = await harness.load(id);
  const thread = { version: 1, shown: request.version, lines: {} };
  await harness.store.saveThread(id, request.version, thread, harness.now());
  harness.pass(minute);

  await service.sweep(0, 10);

  expect(worked).toEqual([id, id]);
  expect(announced).toEqual([id]);
});

describe('one person who floods', () => {
  test('F30: asks ten times a minute at most, is told so, and keeps nobody else from asking', async () => {
    await using harness = await startServiceHarness();

    const outcomes = [];
    for (let turn = 0; turn < 12; turn += 1) outcomes.push(await askOnce(harness, 'U0RITA'));

    expect(outcomes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'done'));
    expect(outcomes.slice(10)).toEqual(['asking-too-fast', 'asking-too-fast']);
    expect(await askOnce(harness, 'U0ZOE')).toBe('done');
    harness.pass(6_000);
    expect(await askOnce(harness, 'U0RITA')).toBe('done');
    const { open } = await harness.audit.openRefusals();
    expect(open.map(({ refusal }) => [refusal.by, refusal.code])).toEqual([
      ['U0RITA', 'asking-too-fast'],
      ['U0RITA', 'asking-too-fast'],
    ]);
  });

  test('F30: has so many open requests at most; one that ends gives its place back', async () => {
    await using harness = await startServiceHarness();
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await askOnce(harness, 'U0RITA')).toBe('done');
      harness.pass(10_000);
    }

    expect(await askOnce(harness, 'U0RITA')).toBe('too-many-open');
    expect(await askOnce(harness, 'U0ZOE')).toBe('done');
    const [newest] = (await harness.store.list({ limit: 10 })).requests.filter(
      ({ requester }) => requester === 'U0RITA',
    );
    await actAs(harness.service, 'cancel', {
      requestId: newest?.id ?? '',
      by: 'U0RITA',
      commandId: 'cancel',
    });

    expect(await askOnce(harness, 'U0RITA')).toBe('done');
    expect(await askOnce(harness, 'U0RITA')).toBe('too-many-open');
  });
});
