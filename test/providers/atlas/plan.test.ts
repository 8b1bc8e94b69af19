import { describe, expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { clusterIds, projectIds } from '#sandbox/providers/atlas/dataset.ts';
import { planned, startAtlasHarness, type AtlasHarness } from '#test/support/provider-atlas.ts';
import { call, callsOf } from '#test/support/provider-harness.ts';

const { orders, ordersStaging, sessions, playground, events, prototypes } = clusterIds;
const ends = { source: orders, target: orders };

/** What is wrong with which answer. */
async function errorsOf({ provider }: AtlasHarness, kind: string, input: FormInput) {
  const result = await provider.plan(kind, input, call());
  return result.type === 'rejected' ? result.errors : {};
}

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

describe('planning', () => {
  test('names clusters with their project, and finds them by either name where it is unique', async () => {
    await using harness = await startAtlasHarness();

    const plans = await Promise.all(
      [ordersStaging, 'shop/orders-staging', 'orders-staging'].map((target) =>
        planned(harness, 'automated', { source: orders, target, backup: 'latest' }),
      ),
    );

    expect(plans.map(({ target }) => target)).toEqual(
      Array.from({ length: 3 }, () => ({ id: ordersStaging, name: 'shop/orders-staging' })),
    );
    expect(
      await errorsOf(harness, 'automated', { ...ends, source: 'orders', backup: 'latest' }),
    ).toMatchObject({
      source: expect.stringContaining('write it as project/cluster') as string,
    });
  });

  test.each([
    [orders, 'v2'],
    [events, 'v2'],
    [sessions, 'flex'],
  ])('pins the API that %s answers to', async (cluster, api) => {
    await using harness = await startAtlasHarness();

    const plan = await planned(harness, 'automated', { source: cluster, target: cluster, backup: 'latest' });

    expect(plan.options).toEqual({ api });
  });

  test('pins the older API where the configuration says so, for dedicated clusters alone', async () => {
    await using harness = await startAtlasHarness({ variant: 'v1.0' });

    const dedicated = await planned(harness, 'download', { source: orders, backup: 'latest' });
    const flex = await planned(harness, 'download', { source: sessions, backup: 'latest' });

    expect([dedicated.options, flex.options]).toEqual([{ api: 'v1.0' }, { api: 'flex' }]);
  });

  test('asks the other API only where the first one says that it is a Flex cluster', async () => {
    await using harness = await startAtlasHarness();

    await planned(harness, 'download', { source: sessions, backup: 'latest' });
    const flexReads = callsOf(harness, { method: 'GET', path: '/flexClusters/sessions' });
    harness.simulator.forgetCalls();
    await planned(harness, 'download', { source: orders, backup: 'latest' });

    expect(flexReads.length).toBeGreaterThan(0);
    expect(callsOf(harness, { method: 'GET', path: '/flexClusters' })).toEqual([]);
  });

  test('offers and takes only the projects of the configuration', async () => {
    await using harness = await startAtlasHarness({ settings: { projects: [projectIds.labs] } });
    const query = { kind: 'automated', field: 'source', input: {}, search: '' };

    const choices = await harness.provider.choices(query, call());

    expect(choices.map(({ value }) => value)).toEqual([clusterIds.labsOrders, prototypes]);
    expect(await errorsOf(harness, 'automated', { ...ends, backup: 'latest' })).toHaveProperty('source');
  });

  test.each([
    ['a free cluster', 'automated', { source: playground, target: orders, backup: 'latest' }, 'source', 'M0'],
    ['a free target', 'automated', { ...ends, target: playground, backup: 'latest' }, 'target', 'M0'],
    [
      'dedicated into Flex',
      'automated',
      { ...ends, target: sessions, backup: 'latest' },
      'target',
      'no dedicated',
    ],
    [
      'a replica set into shards',
      'automated',
      { ...ends, target: events, backup: 'latest' },
      'target',
      'is sharded',
    ],
    [
      'shards into a replica set',
      'automated',
      { source: events, target: orders, backup: 'latest' },
      'target',
      'is a replica set',
    ],
    [
      'Flex into shards',
      'automated',
      { source: sessions, target: events, backup: 'latest' },
      'target',
      'is sharded',
    ],
    ['no snapshot', 'automated', ends, 'backup', 'Choose a snapshot'],
    ['an id that is none', 'automated', { ...ends, backup: 'yesterday' }, 'backup', '24 hexadecimal'],
    [
      'a snapshot of nobody',
      'automated',
      { ...ends, backup: '6a0000000000000000000fff' },
      'backup',
      'no snapshot',
    ],
    [
      'a cluster that is not there',
      'automated',
      { ...ends, source: `${projectIds.shop}/nope`, backup: 'latest' },
      'source',
      'no cluster',
    ],
    ['a moment without a zone', 'point-in-time', { ...ends, at: '2026-11-22T13:00:00' }, 'at', 'which zone'],
    ['no moment', 'point-in-time', ends, 'at', 'Give a moment'],
    ['words for a moment', 'point-in-time', { ...ends, at: 'yesterday' }, 'at', 'Give a moment'],
    [
      'a moment in the future',
      'point-in-time',
      { ...ends, at: '2200-01-01T00:00:00Z' },
      'at',
      /in the future. Choose a moment from about [\d-]+ \d\d:\d\d:\d\d UTC to [\d-]+ \d\d:\d\d:\d\d UTC\./u,
    ],
    [
      'a moment long ago',
      'point-in-time',
      { ...ends, at: hoursAgo(24 * 30) },
      'at',
      /outside the restore window of 7 days. Choose a moment from about .* to .* UTC\./u,
    ],
    [
      'both kinds of moment',
      'point-in-time',
      { ...ends, at: hoursAgo(1), oplogTs: 1_700_000_000, oplogInc: 1 },
      'at',
      'not both',
    ],
    ['half an oplog entry', 'point-in-time', { ...ends, oplogTs: 1_700_000_000 }, 'oplogInc', 'Both parts'],
    ['the other half', 'point-in-time', { ...ends, oplogInc: 1 }, 'oplogTs', 'Both parts'],
    [
      'an oplog entry long ago',
      'point-in-time',
      { ...ends, oplogTs: 1_300_000_000, oplogInc: 1 },
      'oplogTs',
      'outside the restore window',
    ],
    [
      'a moment of Flex',
      'point-in-time',
      { source: sessions, target: sessions, at: hoursAgo(1) },
      'source',
      'no dedicated cluster',
    ],
    [
      'a moment without continuous backup',
      'point-in-time',
      { source: clusterIds.labsOrders, target: orders, at: hoursAgo(1) },
      'source',
      'no continuous backup',
    ],
  ] as const)('refuses %s at its field', async (_, kind, input, field, words) => {
    await using harness = await startAtlasHarness();

    const errors = await errorsOf(harness, kind, input);

    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(words);
  });

  test('the id of one shard’s snapshot is no snapshot of the cluster', async () => {
    await using harness = await startAtlasHarness();
    const [shard = ''] = harness.simulator.snapshotsOf('events').at(-1)?.memberIds ?? [];

    const errors = await errorsOf(harness, 'automated', { source: events, target: events, backup: shard });

    expect(errors['backup']).toContain('not by that of a shard');
  });

  test('a moment means the same in every zone, and counts in whole seconds', async () => {
    await using harness = await startAtlasHarness();
    const utc = `${hoursAgo(2).slice(0, 19)}.789Z`;
    const local = `${new Date(Date.parse(utc) + 5.5 * 3_600_000).toISOString().slice(0, 23)}+05:30`;

    const plans = await Promise.all(
      [utc, local].map((at) => planned(harness, 'point-in-time', { ...ends, at })),
    );

    const at = new Date(`${utc.slice(0, 19)}Z`);
    expect(plans.map(({ point }) => point)).toEqual([
      { type: 'instant', at },
      { type: 'instant', at },
    ]);
  });

  test('a download is about its source and locks its snapshot; a restore locks its target by any API', async () => {
    await using harness = await startAtlasHarness();
    const { provider } = harness;

    const download = await planned(harness, 'download', { source: orders, backup: 'latest' });
    const restore = await planned(harness, 'automated', { ...ends, backup: 'latest' });

    const snapshot = harness.simulator.snapshotsOf(orders).at(-1)?.id;
    expect(download.target).toEqual(download.source);
    expect(provider.lockKeys(download)).toEqual([`atlas:snapshot:${snapshot}`]);
    expect(provider.lockKeys(restore)).toEqual([`atlas:cluster:${projectIds.shop}:orders`]);
    expect(provider.lockKeys({ ...restore, options: { api: 'v1.0' } })).toEqual(provider.lockKeys(restore));
    expect(provider.kinds.map(({ id, duplicate }) => [id, duplicate])).toEqual([
      ['automated', 'acts'],
      ['point-in-time', 'acts'],
      ['download', 'acts'],
    ]);
  });
});

describe('choosing', () => {
  test('a source for a point in time has continuous backup', async () => {
    await using harness = await startAtlasHarness();
    const query = { kind: 'point-in-time', field: 'source', input: {}, search: '' };

    const choices = await harness.provider.choices(query, call());

    expect(choices.map(({ value }) => value)).toEqual([events, orders, ordersStaging]);
  });

  test('targets fit the source, which comes first', async () => {
    await using harness = await startAtlasHarness();
    const query = { kind: 'automated', field: 'target', input: { source: sessions }, search: '' };

    const choices = await harness.provider.choices(query, call());

    expect(choices[0]).toMatchObject({ value: sessions, description: 'the source itself' });
    expect(choices.map(({ value }) => value)).not.toContain(events);
    expect(choices.map(({ value }) => value)).not.toContain(playground);
  });

  test('snapshots come newest first whatever the vendor’s order, and can be searched by day', async () => {
    await using harness = await startAtlasHarness();
    const query = { kind: 'automated', field: 'backup', input: { source: orders }, search: '' };
    const all = harness.simulator.snapshotsOf(orders);
    const day = all[0]?.takenAt.toISOString().slice(0, 10) ?? '';

    const newest = await harness.provider.choices(query, call());
    const ofDay = await harness.provider.choices({ ...query, search: day }, call());

    expect(newest[0]).toMatchObject({ value: 'latest' });
    expect(newest[1]?.value).toBe(all.at(-1)?.id);
    expect(ofDay.length).toBeGreaterThan(0);
    expect(ofDay.every(({ label }) => label.startsWith(day))).toBe(true);
  });

  test('a list whose pages do not fit together is an error', async () => {
    await using harness = await startAtlasHarness();
    harness.simulator.fault({
      ...harness.lists,
      action: { type: 'edit', set: { results: [], totalCount: 3 } },
    });

    await expect(harness.provider.plan('automated', harness.input, call())).rejects.toMatchObject({
      kind: 'contract',
    });
  });
});
