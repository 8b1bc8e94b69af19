import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import { clusterIds, projectIds } from '#sandbox/providers/atlas/dataset.ts';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { call, post, rejection } from '#test/support/provider-harness.ts';

/** The vendor's answer to a good signature of a credential that lacks the role. */
const unauthorized = {
  error: 401,
  errorCode: 'USER_UNAUTHORIZED',
  reason: 'Unauthorized',
  detail: 'Current user is not authorized to perform this action.',
};

const shop = `project “shop” (${projectIds.shop})`;

describe('a credential that lacks a role at Atlas', () => {
  test('is told which role, in which project, and not that its key is bad', async () => {
    await using harness = await startAtlasHarness();
    const action = { type: 'status', status: 401, body: unauthorized } as const;
    harness.simulator.fault({ method: 'GET', path: '/backup/snapshots', action });

    const error = await rejection(harness.provider.plan(harness.kind, harness.input, call()));

    expect(error).toMatchObject({
      kind: 'forbidden',
      facts: {
        code: 'USER_UNAUTHORIZED',
        httpStatus: 401,
        advice: `Give the key or service account the role Project Backup Manager in ${shop}.`,
      },
    });
    expect(error instanceof ProviderError ? callText(error) : '').not.toMatch(/key pair|revoked|wrong/);
  });

  test('at a submission is told both projects of a restore from one into another', async () => {
    const keys = [{ id: 'reader', secret: 's', role: 'PROJECT_READ_ONLY' }] as const;
    await using harness = await startAtlasHarness({ simulator: { keys } });
    const target = { id: clusterIds.labsOrders, name: 'labs/orders' };

    await expect(harness.provider.submit({ ...harness.plan, target }, post())).rejects.toMatchObject({
      kind: 'forbidden',
      facts: {
        code: 'USER_UNAUTHORIZED',
        advice: `Give the key or service account the role Project Backup Manager in ${shop} and in project “labs” (${projectIds.labs}).`,
      },
    });
    expect(harness.started()).toBe(0);
  });

  test('is told the id of a project whose name it has not seen', async () => {
    const keys = [
      { id: 'p', secret: 's', role: 'PROJECT_BACKUP_MANAGER', projects: [projectIds.labs] },
    ] as const;
    await using harness = await startAtlasHarness({
      simulator: { keys },
      settings: { projects: [projectIds.shop] },
    });

    await expect(harness.provider.plan(harness.kind, harness.input, call())).rejects.toMatchObject({
      kind: 'forbidden',
      facts: {
        code: 'NOT_IN_GROUP',
        advice: expect.stringContaining(`in project ${projectIds.shop}.`) as string,
      },
    });
  });

  test('is not confused with an address that is missing on the access list', async () => {
    const keys = [{ id: 'p', secret: 's', role: 'PROJECT_BACKUP_MANAGER', unlisted: true }] as const;
    await using harness = await startAtlasHarness({ simulator: { keys } });

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'forbidden',
      facts: { advice: expect.stringContaining('API access list') as string },
    });
  });
});
