import { describe, expect, test } from 'vitest';
import { callText } from '#bot/ui/why.ts';
import { ProviderError } from '#core/provider-error.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { databaseIds } from '#sandbox/providers/prisma/dataset.ts';
import { call, callsOf, post, rejection, type FaultAction } from '#test/support/provider-harness.ts';
import { planOf, startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

/** The answer on the vendor's page of the restore endpoint, letter by letter. */
const printed = {
  data: {
    id: 'string',
    type: 'database',
    url: 'http://example.com',
    name: 'string',
    status: 'failure',
    createdAt: '2019-08-24T14:15:22Z',
    isDefault: true,
    defaultConnectionId: 'string',
    connections: [
      {
        id: 'string',
        type: 'connection',
        url: 'http://example.com',
        name: 'string',
        createdAt: '2019-08-24T14:15:22Z',
        kind: 'postgres',
        endpoints: {
          direct: { host: 'string', port: 0 },
          pooled: { host: 'string', port: 0 },
          accelerate: { host: 'string', port: 0 },
        },
        directConnection: { host: 'string', pass: 'string', user: 'string' },
        database: { id: 'string', url: 'http://example.com', name: 'string' },
      },
    ],
    project: { id: 'string', url: 'http://example.com', name: 'string' },
    region: { id: 'string', name: 'string' },
    source: { type: 'backup', databaseId: 'string', backupId: 'string' },
  },
};

/** The plan that the page's curl line would carry out. */
function printedPlan({ simulator }: PrismaHarness): RestorePlan {
  const string = { id: 'string', name: 'string' };
  const point = { type: 'backup', backupId: 'string', takenAt: new Date('2019-08-24T14:15:22Z') } as const;
  return planOf(simulator, { source: string, target: string, point });
}

function answers(body: unknown, status = 200): FaultAction {
  return { type: 'status', status, body };
}

describe('the vendor’s page of the restore endpoint', () => {
  test('its curl line is what we send', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ ...harness.submits, action: answers(printed) });

    await harness.provider.submit(printedPlan(harness), post());

    const [sent, ...more] = callsOf(harness, harness.submits);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/databases/string/restore', query: {} });
    expect(sent?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(sent?.body).toEqual({ source: { type: 'backup', databaseId: 'string', backupId: 'string' } });
  });

  test('its answer is an acceptance, from which nothing but the status is kept', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ ...harness.submits, action: answers(printed) });

    const submission = await harness.provider.submit(printedPlan(harness), post());

    expect(submission).toEqual({
      operationId: expect.stringMatching(/^string@\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\/failure$/) as string,
    });
  });

  test('its answer can be read as a database, too', async () => {
    await using harness = await startPrismaHarness();
    const plan = printedPlan(harness);
    harness.simulator.fault({
      path: '/v1/databases/string/backups',
      action: { type: 'status', status: 404 },
    });
    harness.simulator.fault({ path: '/v1/databases/string', action: answers(printed) });

    const observed = await harness.provider.observe(plan, call());

    expect(observed).toEqual({
      Target: 'string',
      'Target id': 'string',
      'Target created': '2019-08-24T14:15:22.000Z',
      'Target project': 'string',
      'Target region': 'string',
      'Target data from': 'backup string of string',
      Backup: 'no longer listed',
    });
  });

  test.each([
    ['its source is null', { source: null }],
    ['it was made from nothing', { source: { type: 'empty' } }],
    ['it was copied from another one', { source: { type: 'database', databaseId: 'string' } }],
    ['it has no region', { region: null }],
    ['it names branch and logical id', { branchId: 'br_1', logicalId: 'orders' }],
    ['it has no connection', { connections: [], defaultConnectionId: null }],
  ])('a database can be read where %s', async (_, change) => {
    await using harness = await startPrismaHarness();
    const body = { data: { ...printed.data, status: 'recovering', ...change } };
    harness.simulator.fault({ ...harness.polls, action: answers(body) });

    const poll = await harness.provider.poll(
      { plan: printedPlan(harness), operationId: 'string@2026-11-22T03:00:00Z/recovering' },
      call(),
    );

    expect(poll.type).toBe('running');
  });

  test('an answer about another database is no acceptance that we can follow', async () => {
    await using harness = await startPrismaHarness();
    harness.simulator.fault({ ...harness.submits, action: answers(printed) });

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'indeterminate',
    });
  });
});

/** Status, code, the vendor's sentence as documented, and what a person reads. */
const refusals = [
  [401, 'authentication-failed', 'Missing or invalid authorization token.', 'unauthorized', 'Service Tokens'],
  [403, 'permission-denied', 'Not yours.', 'forbidden', 'workspace that owns the databases'],
  [
    404,
    'resource-not-found',
    'Target database, source database, or backup not found.',
    'not-found',
    'may have been deleted',
  ],
  [
    409,
    'whatever',
    'Target database is currently provisioning or recovering and cannot be restored.',
    'busy',
    'once it is ready',
  ],
  [422, 'validation-error', 'Invalid source type or backup not usable.', 'invalid', 'Choose another one'],
  [429, 'rate-limit-exceeded', 'Slow down.', 'rate-limited', 'Wait'],
] as const;

describe('a refusal', () => {
  test.each(refusals)('with status %i is told with a reason', async (status, code, message, kind, advice) => {
    await using harness = await startPrismaHarness();
    const body = { error: { code, message, hint: 'A hint.' } };
    harness.simulator.fault({ ...harness.submits, action: answers(body, status) });

    const error = await rejection(harness.provider.submit(harness.plan, post()));

    expect(error).toMatchObject({ kind, facts: { code, httpStatus: status } });
    const words = error instanceof ProviderError ? callText(error) : '';
    expect(words).toContain(message.replace(/\.$/, ''));
    expect(words).toContain('A hint');
    expect(words).toContain(advice);
  });

  test.each([402, 403, 404, 409, 422])(
    'for a plan’s limit counts as such under status %i',
    async (status) => {
      await using harness = await startPrismaHarness();
      const body = { error: { code: 'planLimitReached', message: 'Too much data.' } };
      harness.simulator.fault({ ...harness.submits, action: answers(body, status) });

      const error = await rejection(harness.provider.submit(harness.plan, post()));

      expect(error).toMatchObject({ kind: 'forbidden', facts: { code: 'planLimitReached' } });
      expect(error instanceof ProviderError ? callText(error) : '').toContain('larger plan');
    },
  );

  test('by the simulator is the documented one', async () => {
    await using harness = await startPrismaHarness();
    const { provider, simulator, plan } = harness;
    const refused = async (change: Partial<RestorePlan> = {}) => {
      const error = await rejection(provider.submit({ ...plan, ...change }, post()));
      return error instanceof ProviderError ? [error.facts.httpStatus, error.kind] : error;
    };
    const failed = simulator.backupsOf('shop-prod').at(-4)?.id ?? '';

    expect(await refused({ target: { id: 'db_nowhere', name: 'x' } })).toEqual([404, 'not-found']);
    expect(await refused({ point: { type: 'backup', backupId: failed, takenAt: new Date() } })).toEqual([
      422,
      'invalid',
    ]);
    simulator.setUsageBlocked(true);
    expect(await refused()).toEqual([422, 'forbidden']);
    simulator.setUsageBlocked(false);
    simulator.changeDatabase('shop-prod', { status: 'provisioning' });
    expect(await refused()).toEqual([409, 'busy']);
    expect(simulator.started()).toBe(0);
  });
});

describe('an id', () => {
  test('is sent as the vendor gave it, and counts with and without its prefix', async () => {
    await using harness = await startPrismaHarness();
    const bare = databaseIds.shop.replace('db_', '');
    const input = { source: bare, target: bare, backup: 'latest' };

    const result = await harness.provider.plan('database', input, call());
    if (result.type !== 'planned') throw new Error(JSON.stringify(result.errors));
    await harness.provider.submit(result.plan, post());

    expect(result.plan.target.id).toBe(databaseIds.shop);
    expect(callsOf(harness, harness.submits)[0]).toMatchObject({
      path: `/v1/databases/${databaseIds.shop}/restore`,
      body: { source: { databaseId: databaseIds.shop } },
    });
  });

  test('locks the same database with and without its prefix, and another one by another key', async () => {
    await using harness = await startPrismaHarness();
    const keys = (id: string) =>
      harness.provider.lockKeys({ ...harness.plan, target: { id, name: 'shop-prod' } });

    expect(keys('db_cmf0shop')).toEqual(['prisma:database:cmf0shop']);
    expect(keys('cmf0shop')).toEqual(keys('db_cmf0shop'));
    expect(keys('db_cmf0shop2')).not.toEqual(keys('db_cmf0shop'));
  });

  test('in an answer without its prefix is still the database that was asked for', async () => {
    await using harness = await startPrismaHarness();
    const bare = databaseIds.shop.replace('db_', '');
    harness.simulator.fault({
      ...harness.submits,
      action: { type: 'edit', set: { 'data.id': bare }, applied: true },
    });

    const { operationId } = await harness.provider.submit(harness.plan, post());

    expect(operationId).toMatch(/\/recovering$/);
  });
});
