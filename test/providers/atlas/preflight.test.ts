import { describe, expect, test } from 'vitest';
import { pinPlan, readPlan } from '#core/restore-plan.ts';
import { clusterIds } from '#sandbox/providers/atlas/dataset.ts';
import type { AtlasSimulator } from '#sandbox/providers/atlas/index.ts';
import { planned, startAtlasHarness, type AtlasHarness } from '#test/support/provider-atlas.ts';
import { call } from '#test/support/provider-harness.ts';

const { orders, ordersStaging, events, eventsStaging, vault, sessions, prototypes } = clusterIds;

/** Findings that are not `ok`, as `level code`. */
async function troubles({ provider }: AtlasHarness, plan: AtlasHarness['plan']): Promise<readonly string[]> {
  const { findings } = await provider.preflight(plan, call());
  // People read names; ids are under Details.
  for (const { text } of findings) expect(text).not.toMatch(/[\da-f]{24}/u);
  return findings.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`);
}

interface Ends {
  readonly source: string;
  readonly target: string;
}

type Change = (simulator: AtlasSimulator) => void;

describe('what stands against a restore into a cluster', () => {
  const other: Ends = { source: orders, target: ordersStaging };
  const targets: readonly (readonly [string, Ends, Change, readonly string[]])[] = [
    ['nothing', other, () => undefined, []],
    [
      'a paused target',
      other,
      (at) => at.changeCluster(ordersStaging, { paused: true }),
      ['before-start target-paused'],
    ],
    [
      'a busy target',
      other,
      (at) => at.changeCluster(ordersStaging, { state: 'REPAIRING' }),
      ['before-start target-busy'],
    ],
    [
      'a target that is being deleted',
      other,
      (at) => at.changeCluster(ordersStaging, { state: 'DELETING' }),
      ['blocker target-unusable'],
    ],
    [
      'a state that nobody knows',
      other,
      (at) => at.changeCluster(ordersStaging, { state: 'DREAMING' }),
      ['warning target-state-unknown'],
    ],
    [
      'a protected target',
      other,
      (at) => at.changeCluster(ordersStaging, { isProtected: true }),
      ['warning target-protected'],
    ],
    [
      'an older target',
      other,
      (at) => at.changeCluster(ordersStaging, { version: '7.0.9' }),
      ['blocker version-older'],
    ],
    [
      'a newer target',
      other,
      (at) => at.changeCluster(ordersStaging, { version: '9.0.1' }),
      ['warning version-newer'],
    ],
    [
      'a target with a small disk',
      other,
      (at) => at.changeCluster(ordersStaging, { diskGb: 2 }),
      ['warning disk-small'],
    ],
    [
      'an encrypted target',
      other,
      (at) => at.changeCluster(ordersStaging, { encryption: 'AWS' }),
      ['blocker encryption-differs'],
    ],
    [
      'a target that is not encrypted',
      { source: vault, target: ordersStaging },
      () => undefined,
      ['blocker encryption-differs'],
    ],
    [
      'two shards too many',
      { source: events, target: eventsStaging },
      (at) => at.changeCluster(eventsStaging, { shards: 4 }),
      ['blocker shards-differ'],
    ],
    [
      'other config servers',
      { source: events, target: eventsStaging },
      (at) => at.changeCluster(eventsStaging, { configServer: 'EMBEDDED' }),
      ['blocker config-servers-differ'],
    ],
    [
      'a newer Flex target',
      { source: sessions, target: prototypes },
      (at) => at.changeCluster(prototypes, { version: '9.0.1' }),
      ['blocker version-newer'],
    ],
    [
      'a Flex snapshot for an encrypted cluster',
      { source: sessions, target: vault },
      () => undefined,
      ['blocker encryption-differs'],
    ],
  ];

  test.each(targets)('%s', async (_, input, change, expected) => {
    await using harness = await startAtlasHarness();
    const plan = await planned(harness, 'automated', { ...input, backup: 'latest' });

    change(harness.simulator);

    expect(await troubles(harness, plan)).toEqual(expected);
  });

  test.each([
    [
      'a snapshot that is gone',
      'blocker backup-gone',
      (at: AtlasSimulator, id: string) => at.dropSnapshot(orders, id),
    ],
    ['a fallback snapshot', 'warning backup-fallback', () => undefined],
  ])('%s', async (_, expected, change) => {
    await using harness = await startAtlasHarness();
    const backup = harness.simulator.addSnapshot(orders, 'fallback');
    const plan = await planned(harness, 'automated', { source: orders, target: ordersStaging, backup });

    change(harness.simulator, backup);

    expect(await troubles(harness, plan)).toEqual([expected]);
  });

  test('another restore of the target, from wherever it came, and one that was there lately', async () => {
    await using harness = await startAtlasHarness();
    const plan = await planned(harness, 'automated', {
      source: orders,
      target: ordersStaging,
      backup: 'latest',
    });
    const same = await planned(harness, 'automated', {
      source: ordersStaging,
      target: ordersStaging,
      backup: 'latest',
    });

    harness.startElsewhere(same);
    const running = await troubles(harness, plan);
    harness.finish();
    const afterwards = await troubles(harness, plan);

    expect(running).toEqual(['before-start target-busy', 'before-start restore-running']);
    expect(afterwards).toEqual(['warning restored-recently']);
  });

  test('a cluster that has become another kind since it was planned', async () => {
    await using harness = await startAtlasHarness();

    expect(await troubles(harness, { ...harness.plan, options: { api: 'flex' } })).toEqual([
      'blocker cluster-moved',
    ]);
  });

  test('a restore says what is lost and that it cannot be stopped', async () => {
    await using harness = await startAtlasHarness();

    const { impact } = await harness.provider.preflight(harness.plan, call());

    expect(impact).toMatchObject({
      type: 'in-place',
      unavailable: ['shop/orders'],
    });
    expect(impact.overwrites.join(' ')).toContain('all databases and collections of shop/orders');
    expect(impact.notes.join(' ')).toContain('cannot be cancelled');
  });
});

describe('what stands against a point in time', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const input = { source: orders, target: ordersStaging };

  test('nothing inside the window, and the window itself once it has moved on', async () => {
    await using harness = await startAtlasHarness();
    const plan = await planned(harness, 'point-in-time', { ...input, at: hoursAgo(48) });

    const inside = await troubles(harness, plan);
    harness.simulator.changeCluster(orders, { restoreWindowDays: 1 });

    expect(inside).toEqual([]);
    expect(await troubles(harness, plan)).toEqual(['blocker outside-window']);
  });

  test('continuous backup that was turned off', async () => {
    await using harness = await startAtlasHarness();
    const plan = await planned(harness, 'point-in-time', { ...input, at: hoursAgo(2) });

    harness.simulator.changeCluster(orders, { pointInTime: false });

    expect(await troubles(harness, plan)).toEqual(['blocker clusters-do-not-fit']);
  });

  test('a restore of the source, until its next snapshot', async () => {
    await using harness = await startAtlasHarness();
    const { simulator } = harness;
    harness.startElsewhere(harness.plan);
    harness.finish();
    const at = new Date(simulator.clock.now().getTime() + 60_000);
    const plan = { ...harness.plan, kind: 'point-in-time', point: { type: 'instant', at } } as const;

    simulator.clock.advance(3_600_000);
    const before = await troubles(harness, plan);
    simulator.addSnapshot(orders);
    simulator.clock.advance(3_600_000);
    const inTheGap = await troubles(harness, plan);
    const later = { type: 'instant', at: new Date(at.getTime() + 5_400_000) } as const;

    expect(before).toContain('blocker outside-window');
    expect(inTheGap).toContain('blocker outside-window');
    expect(await troubles(harness, { ...plan, point: later })).not.toContain('blocker outside-window');
  });
});

describe('what stands against a download', () => {
  const downloadOf = (harness: AtlasHarness, source: string) =>
    planned(harness, 'download', { source, backup: 'latest' });

  test('nothing, another one of the same snapshot, one that is encrypted', async () => {
    await using harness = await startAtlasHarness();
    const plan = await downloadOf(harness, orders);
    const free = await troubles(harness, plan);
    harness.startElsewhere(plan);

    const open = await troubles(harness, plan);
    harness.finish();
    const ready = (await harness.provider.preflight(plan, call())).findings.map(({ text }) => text);

    expect([free, open]).toEqual([[], ['before-start download-open']]);
    expect(ready.join(' ')).toMatch(/open already until \d{4}-/);
    expect(await troubles(harness, await downloadOf(harness, vault))).toEqual(['blocker backup-encrypted']);
  });

  test('twenty of the project, whichever clusters they are from', async () => {
    await using harness = await startAtlasHarness();
    const plan = await downloadOf(harness, ordersStaging);
    const path = (cluster: string) =>
      `/api/atlas/v2/groups/${cluster.split('/').join('/clusters/')}/backup/restoreJobs`;
    for (const cluster of [orders, events]) {
      for (const { id } of harness.simulator.snapshotsOf(cluster).slice(-10)) {
        harness.simulator.startInConsole(path(cluster), { deliveryType: 'download', snapshotId: id });
      }
    }

    expect(await troubles(harness, plan)).toEqual(['before-start downloads-full']);
    harness.finish();
    harness.simulator.expireDownloads();
    expect(await troubles(harness, plan)).toEqual([]);
  });

  test('it says how long the link works and from where', async () => {
    await using harness = await startAtlasHarness();
    const notes = async (source: string) =>
      (await harness.provider.preflight(await downloadOf(harness, source), call())).impact.notes.join(' ');

    expect(await notes(orders)).toMatch(/an hour, for one use.*IP access list/);
    expect(await notes(sessions)).toContain('4 hours');
  });
});

describe('what an approver saw', () => {
  test('another cluster under the same name is another target', async () => {
    await using harness = await startAtlasHarness();
    const before = await harness.provider.observe(harness.plan, call());

    harness.simulator.changeCluster(orders, { id: '6a00000000000000000000ff' });

    const after = await harness.provider.observe(harness.plan, call());
    expect(before).toMatchObject({ Target: 'shop/orders', 'Target version': '8.0' });
    expect(after).toEqual({ ...before, 'Target id': '6a00000000000000000000ff' });
  });

  test('a snapshot that is gone is a fact, and survives storing', async () => {
    await using harness = await startAtlasHarness();
    const { plan } = readPlan(pinPlan(harness.plan).json);
    harness.simulator.dropSnapshot(orders, plan.point.type === 'backup' ? plan.point.backupId : '');

    await expect(harness.provider.observe(plan, call())).resolves.toMatchObject({
      Snapshot: 'no longer there',
    });
  });
});
