import { describe, expect, test } from 'vitest';
import type { RestorePlan } from '#core/restore-plan.ts';
import { startAtlasHarness, type AtlasHarness } from '#test/support/provider-atlas.ts';
import { call, callsOf, post } from '#test/support/provider-harness.ts';

const groupId = '5e2211c17a3e5a48f5497de3';
const snapshotId = '32b6e34b3d91647abb20e7b8';
const jobId = '32b6e34b3d91647abb20e7b9';

/** A plan between clusters that only the vendor's pages know. */
function pagePlan(api: string, kind: string, change: Partial<RestorePlan> = {}): RestorePlan {
  return {
    provider: 'atlas',
    connection: 'atlas-prod',
    kind,
    source: { id: `${groupId}/Source`, name: 'page/Source' },
    point: { type: 'backup', backupId: snapshotId, takenAt: new Date('2020-05-03T16:25:01Z') },
    target: { id: `${groupId}/Target`, name: 'page/Target' },
    options: { api },
    ...change,
  };
}

/** Submits against one answer, and gives what was sent and what was understood. */
async function replay(harness: AtlasHarness, plan: RestorePlan, path: string, body: unknown) {
  harness.simulator.fault({ method: 'POST', path, action: { type: 'status', status: 200, body } });
  const { operationId } = await harness.provider.submit(plan, post());
  const [sent, ...more] = callsOf(harness, { method: 'POST', path });
  expect(more).toEqual([]);
  return { operationId, sent };
}

/** The members of the answer that the v1.0 page prints, with ids in its placeholders. */
const v1Answer = {
  cancelled: false,
  deliveryType: 'automated',
  expired: false,
  expiresAt: '2020-05-04T16:25:01Z',
  id: jobId,
  links: [
    {
      href: `https://cloud.mongodb.com/api/atlas/v1.0/groups/${groupId}`,
      rel: 'http://mms.mongodb.com/group',
    },
  ],
  snapshotId,
  targetClusterName: 'Target',
  targetGroupId: groupId,
  timestamp: '2020-05-03T16:25:01Z',
};

describe('the page of v1.0, “Create a Cloud Backup Restore Job”', () => {
  test('its request is what is sent, and its answer is understood', async () => {
    await using harness = await startAtlasHarness({ variant: 'v1.0' });
    const path = `/api/atlas/v1.0/groups/${groupId}/clusters/Source/backup/restoreJobs`;

    const { operationId, sent } = await replay(harness, pagePlan('v1.0', 'automated'), path, v1Answer);

    expect(operationId).toBe(jobId);
    expect(sent?.path).toBe(path);
    expect(sent?.body).toEqual({
      snapshotId,
      deliveryType: 'automated',
      targetClusterName: 'Target',
      targetGroupId: groupId,
    });
    expect(sent?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
  });

  test('its answer, which has no “failed”, is a restore that runs, and one with “finishedAt” has ended', async () => {
    await using harness = await startAtlasHarness({ variant: 'v1.0' });
    const plan = pagePlan('v1.0', 'automated');
    const answers = [v1Answer, { ...v1Answer, finishedAt: '2020-05-03T17:00:00Z' }];

    const polls = [];
    for (const body of answers) {
      harness.simulator.fault({ ...harness.polls, action: { type: 'status', status: 200, body } });
      polls.push(await harness.provider.poll({ plan, operationId: jobId }, call()));
    }

    expect(polls).toMatchObject([
      { type: 'running' },
      { type: 'succeeded', finishedAt: new Date('2020-05-03T17:00:00Z') },
    ]);
  });
});

describe('the page of v2, “Create One Restore Job from One M2 or M5 Cluster”', () => {
  const path = `/api/atlas/v2/groups/${groupId}/clusters/Source/backup/tenant/restore`;
  const example = {
    clusterName: 'string',
    deliveryType: 'RESTORE',
    expirationDate: '2025-05-04T09:42:00Z',
    id: jobId,
    links: [{ href: 'https://cloud.mongodb.com/api/atlas', rel: 'self' }],
    projectId: groupId,
    restoreFinishedDate: '2025-05-04T09:42:00Z',
    restoreScheduledDate: '2025-05-04T09:42:00Z',
    snapshotFinishedDate: '2025-05-04T09:42:00Z',
    snapshotId,
    snapshotUrl: 'string',
    status: 'PENDING',
    targetDeploymentItemName: 'Target',
    targetProjectId: groupId,
  };

  test.each(['api-key', 'service-account'] as const)(
    'its request is what is sent with an %s, and its answer is understood',
    async (credential) => {
      await using harness = await startAtlasHarness({ variant: 'tenant', credential });

      const { operationId, sent } = await replay(harness, pagePlan('tenant', 'automated'), path, example);

      expect(operationId).toBe(jobId);
      expect(sent?.path).toBe(path);
      expect(sent?.body).toEqual({
        snapshotId,
        targetDeploymentItemName: 'Target',
        targetProjectId: groupId,
      });
      expect(sent?.headers).toMatchObject({
        accept: 'application/vnd.atlas.2023-01-01+json',
        'content-type': 'application/json',
      });
    },
  );

  test('its answer is a restore that is pending, and hands out no link', async () => {
    await using harness = await startAtlasHarness({ variant: 'tenant' });
    harness.simulator.fault({ ...harness.polls, action: { type: 'status', status: 200, body: example } });

    const poll = await harness.provider.poll(
      { plan: pagePlan('tenant', 'automated'), operationId: jobId },
      call(),
    );

    expect(poll).toEqual({ type: 'running', detail: 'Status at MongoDB Atlas: PENDING.' });
  });

  test.each([
    [400, 'VALIDATION_ERROR', 'No provider AWS exists.', 'invalid'],
    [403, 'CANNOT_CHANGE_GROUP_NAME', 'This is just an example', 'forbidden'],
    [404, 'RESOURCE_NOT_FOUND', 'Cannot find resource AWS', 'retired'],
    [
      409,
      'CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK',
      'Cannot delete organization link',
      'conflict',
    ],
    [500, 'UNEXPECTED_ERROR', 'This is just an example', 'indeterminate'],
  ])('its error %i %s is told with its code', async (status, code, message, kind) => {
    await using harness = await startAtlasHarness({ variant: 'tenant' });
    harness.simulator.fault({ ...harness.submits, action: { type: 'status', status, code, message } });

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind,
      facts: {
        code,
        httpStatus: status,
        detail: expect.stringContaining(message.replace('.', '')) as string,
      },
    });
  });

  test.each([404, 406, 410] as const)(
    'an endpoint that answers %i is retired, and Flex the way out',
    async (gone) => {
      await using harness = await startAtlasHarness({ variant: 'tenant' });
      harness.simulator.setTenantApi(gone);
      const retired = {
        kind: 'retired',
        facts: {
          httpStatus: gone,
          detail: expect.stringContaining('this endpoint was retired, use Flex') as string,
          advice: expect.stringContaining('Flex cluster') as string,
        },
      };

      await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject(retired);
      await expect(harness.provider.baseline(harness.plan, call())).rejects.toMatchObject(retired);
      await expect(harness.provider.plan('automated', harness.input, call())).rejects.toMatchObject(retired);
      await expect(
        harness.provider.poll({ plan: harness.plan, operationId: jobId }, call()),
      ).rejects.toMatchObject(retired);
      expect(harness.started()).toBe(0);
    },
  );
});
