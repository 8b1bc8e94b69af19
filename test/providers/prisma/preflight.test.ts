import { describe, expect, test } from 'vitest';
import { differences } from '#core/fingerprint.ts';
import { isDestructive } from '#core/impact.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { databaseIds } from '#sandbox/providers/prisma/dataset.ts';
import { call, post } from '#test/support/provider-harness.ts';
import { backupOf, planOf, startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

/** What needs attention besides the age of the target's newest backup, as `level code`. */
async function attention({ provider }: PrismaHarness, plan: RestorePlan): Promise<readonly string[]> {
  const { findings } = await provider.preflight(plan, call());
  return findings
    .filter(({ level, code }) => level !== 'ok' && code !== 'target-last-backup')
    .map(({ level, code }) => `${level} ${code}`);
}

describe('before a database is overwritten', () => {
  test('the impact says what is lost, what stays and what nobody knows', async () => {
    await using harness = await startPrismaHarness();

    const { impact, sizeBytes } = await harness.provider.preflight(harness.plan, call());

    expect(sizeBytes).toBeGreaterThan(12_000_000);
    expect(isDestructive(impact)).toBe(true);
    expect(impact).toMatchObject({
      overwrites: ['all data of shop-prod (project shop)'],
      creates: [],
      unavailable: ['shop-prod'],
    });
    expect(impact.notes.join(' ')).toMatch(
      /cannot be undone.+credentials stay.+cannot be cancelled.+default database/,
    );
  });

  test('the age of the newest backup of the target is told, as the bot cannot take one', async () => {
    const realNow = () => Date.parse('2026-11-22T05:20:00Z');
    await using harness = await startPrismaHarness({ realNow });
    const { simulator } = harness;
    const text = async (plan: RestorePlan) =>
      (await harness.provider.preflight(plan, call())).findings.at(-1)?.text;
    const target = { id: databaseIds.shopStaging, name: 'shop-staging' };
    const isFrom = (name: string) => `newest backup of “${name}” is from 2026-11-22 02:00 UTC`;

    expect(await text(planOf(simulator, { target }))).toContain(isFrom('shop-staging'));
    for (const { id } of simulator.backupsOf('shop-staging')) simulator.dropBackup('shop-staging', id);
    expect(await text(planOf(simulator, { target }))).toContain('no completed backup');
    // What is lost with the newest backup of the target itself, the plan says.
    const older = { type: 'backup', ...backupOf(simulator, 'shop-prod', 1) } as const;
    expect(await text(harness.plan)).not.toContain('newest backup');
    expect(await text(planOf(simulator, { point: older }))).toContain(isFrom('shop-prod'));
  });

  test.each([
    ['ready', []],
    ['recovering', ['before-start target-recovering']],
    ['provisioning', ['before-start target-provisioning']],
    ['failure', ['warning target-failure']],
  ] as const)('a target that is %s gives %j', async (status, found) => {
    await using harness = await startPrismaHarness();
    harness.simulator.changeDatabase('shop-prod', { status });

    expect(await attention(harness, harness.plan)).toEqual(found);
  });

  test('a state that nobody knows is looked at first', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({
      ...harness.polls,
      action: { type: 'edit', set: { 'data.status': 'melting' } },
    });
    harness.simulator.fault({
      ...harness.polls,
      action: { type: 'edit', set: { 'data.status': 'melting' } },
    });

    expect(await attention(harness, harness.plan)).toContain('blocker target-state-unknown');
  });

  test.each([
    ['running', 'before-start backup-running'],
    ['failed', 'blocker backup-not-usable'],
    ['unknown', 'blocker backup-not-usable'],
  ] as const)('a backup that is %s gives “%s”', async (status, found) => {
    await using harness = await startPrismaHarness();
    const backupId = harness.simulator.addBackup('shop-prod', status);
    const plan = planOf(harness.simulator, { point: { type: 'backup', backupId, takenAt: new Date() } });

    expect(await attention(harness, plan)).toEqual([found]);
  });

  test('an expired backup is a blocker', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.dropBackup('shop-prod', backupOf(harness.simulator, 'shop-prod').backupId);

    expect(await attention(harness, harness.plan)).toEqual(['blocker backup-gone']);
  });

  test('a workspace over its plan holds the start', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.setUsageBlocked(true);

    expect(await attention(harness, harness.plan)).toEqual(['before-start plan-limit']);
  });

  test('a token that may not read the plan is a warning, and a failing read an error', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ path: '/subscription', action: { type: 'status', status: 403 } });
    expect(await attention(harness, harness.plan)).toEqual(['warning plan-not-shown']);

    harness.simulator.fault({ path: '/subscription', times: 9, action: { type: 'status', status: 500 } });
    await expect(harness.provider.preflight(harness.plan, call())).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  test('another project and region are warned of', async () => {
    await using harness = await startPrismaHarness();
    const target = { id: databaseIds.reports, name: 'reports' };
    const { findings } = await harness.provider.preflight(planOf(harness.simulator, { target }), call());

    expect(findings.find(({ code }) => code === 'source-elsewhere')).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('same project and region') as string,
    });
  });

  test('an external target is not hidden by its missing backups', async () => {
    await using harness = await startPrismaHarness();
    const target = { id: databaseIds.external, name: 'warehouse' };

    expect(await attention(harness, planOf(harness.simulator, { target }))).toEqual([
      'warning source-elsewhere',
      'warning target-without-backup',
    ]);
  });
});

describe('the fingerprint', () => {
  test('does not change with a newer backup, with writes or with a busy target', async () => {
    await using harness = await startPrismaHarness();
    const before = await harness.provider.observe(harness.plan, call());

    harness.simulator.addBackup('shop-prod');
    harness.simulator.write('shop-prod', 'more orders');
    harness.simulator.changeDatabase('shop-prod', { status: 'provisioning' });

    expect(differences(before, await harness.provider.observe(harness.plan, call()))).toEqual([]);
  });

  test('shows that somebody restored the target in the meantime', async () => {
    await using harness = await startPrismaHarness();
    const before = await harness.provider.observe(harness.plan, call());
    await harness.provider.submit(harness.otherPlan, post());

    const changed = differences(before, await harness.provider.observe(harness.plan, call()));

    expect(changed).toEqual([
      {
        label: 'Target data from',
        before: 'no backup shown',
        after: `backup bkp_shop-prod_02 of ${databaseIds.shop}`,
      },
    ]);
  });

  test.each([
    [{ name: 'shop-old' }, 'Target'],
    [{ createdAt: '2026-11-22T01:00:00Z' }, 'Target created'],
  ])('shows a target with %j', async (change, label) => {
    await using harness = await startPrismaHarness();
    const before = await harness.provider.observe(harness.plan, call());

    harness.simulator.changeDatabase('shop-prod', change);

    const changed = differences(before, await harness.provider.observe(harness.plan, call()));
    expect(changed.map((difference) => difference.label)).toEqual([label]);
  });

  test('shows that target and backup are gone, and takes a failing look for an error', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.deleteDatabase('shop-prod');
    expect(await harness.provider.observe(harness.plan, call())).toEqual({
      Target: 'no longer there',
      Backup: 'no longer listed',
    });

    harness.simulator.fault({ path: '/v1/databases', times: 50, action: { type: 'status', status: 403 } });
    await expect(harness.provider.observe(harness.plan, call())).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
