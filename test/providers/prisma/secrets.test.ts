import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { DatabasePage } from '#providers/prisma/schema.ts';
import { passwords } from '#sandbox/providers/prisma/dataset.ts';
import { call, longAgo, post, type FaultAction } from '#test/support/provider-harness.ts';
import { startPrismaHarness, type PrismaHarness } from '#test/support/provider-prisma.ts';

/** Everything the provider gives or throws, in the order of a restore's life. */
async function everything(harness: PrismaHarness): Promise<readonly unknown[]> {
  const { provider, plan, kind, input } = harness;
  const either = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
  const seen: unknown[] = [provider, await either(provider.whoAmI(call()))];
  for (const field of ['source', 'target', 'backup']) {
    seen.push(await either(provider.choices({ kind, field, input, search: '' }, call())));
  }
  seen.push(await either(provider.plan(kind, input, call())));
  seen.push(await either(provider.preflight(plan, call())));
  seen.push(await either(provider.observe(plan, call())));
  seen.push(await either(provider.baseline(plan, call())));
  seen.push(await either(provider.submit(plan, post())));
  seen.push(await either(provider.find(plan, { ...call(), since: longAgo })));
  const operation = { plan, operationId: `${plan.target.id}@2026-01-01T00:00:00Z/recovering` };
  seen.push(await either(provider.poll(operation, call())));
  harness.simulator.finishRestores();
  seen.push(await either(provider.poll(operation, call())));
  seen.push(await either(provider.verify(operation, call())));
  return seen;
}

function shown(values: readonly unknown[]): string {
  return values
    .map((value) => `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)}`)
    .join('\n');
}

const broken: readonly (readonly [string, FaultAction | undefined])[] = [
  ['as they should be', undefined],
  ['cut in half', { type: 'half-json', applied: true }],
  ['without a status', { type: 'edit', remove: ['data.status'], applied: true }],
  [
    'with a password where the status should be',
    { type: 'edit', set: { 'data.status': { pass: passwords[0] } } },
  ],
  [
    'under status 500',
    { type: 'status', status: 500, body: { data: { connections: [{ pass: passwords[0] }] } } },
  ],
];

test.each(broken)('passwords in answers that come %s appear nowhere', async (_, action) => {
  await using harness = await startPrismaHarness();
  const fault = (method: string) => {
    if (action !== undefined) harness.simulator.fault({ method, path: '/v1/databases/', times: 50, action });
  };
  fault('GET');
  fault('POST');

  const seen = shown(await everything(harness));

  expect(JSON.stringify(harness.simulator.calls().map(({ path }) => path))).toContain('/restore');
  expect(seen).toContain('shop-prod');
  for (const secret of ['pw-', 'directConnection', 'user-shop', 'db.prisma.io', harness.secret]) {
    expect(seen).not.toContain(secret);
  }
});

test('of an answer with passwords nothing is read that has to do with connections', async () => {
  await using harness = await startPrismaHarness();
  const headers = { authorization: `Bearer ${harness.secret}` };

  const response = await fetch(`${harness.simulator.url}/v1/databases`, { headers });
  const text = await response.text();

  expect(text).toContain(passwords[0]);
  const page = DatabasePage.parse(JSON.parse(text));
  expect(page.items).toHaveLength(3);
  expect(JSON.stringify(page)).not.toMatch(/pw-|onnection|prisma\.io/);
});
