import { describe, expect, test } from 'vitest';
import { startAtlasHarness } from '#test/support/provider-atlas.ts';
import { call, longAgo, post } from '#test/support/provider-harness.ts';

describe('who calls', () => {
  test('an API key asks with a read before it signs a write, and the write leaves once', async () => {
    await using harness = await startAtlasHarness();

    await harness.provider.submit(harness.plan, post());

    const calls = harness.simulator
      .calls()
      .map(({ method, status, handshake }) => [method, status, handshake]);
    expect(calls).toEqual([
      ['GET', 401, true],
      ['POST', 200, undefined],
    ]);
  });

  test('a wrong key is refused once and not tried again', async () => {
    await using harness = await startAtlasHarness({ settings: { privateKey: 'wrong' } });

    await expect(harness.provider.whoAmI(call())).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'unauthorized',
    });

    expect(harness.simulator.calls().map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 401',
      'GET 401',
      'GET 401',
      'POST 401',
    ]);
    expect(harness.started()).toBe(0);
  });

  test('a service account fetches one token for many calls, and another where it was revoked', async () => {
    await using harness = await startAtlasHarness({ credential: 'service-account' });
    const tokens = () => harness.simulator.calls().filter(({ path }) => path === '/api/oauth/token').length;

    await Promise.all([harness.provider.whoAmI(call()), harness.provider.preflight(harness.plan, call())]);
    const before = tokens();
    harness.simulator.revokeTokens();
    await harness.provider.whoAmI(call());

    expect([before, tokens()]).toEqual([1, 2]);
  });

  test('a wrong secret of a service account is told in the words of the token endpoint', async () => {
    await using harness = await startAtlasHarness({
      credential: 'service-account',
      settings: { clientSecret: 'wrong' },
    });

    await expect(harness.provider.submit(harness.plan, post())).rejects.toMatchObject({
      kind: 'unauthorized',
      facts: { code: 'invalid_client', detail: 'Invalid credentials provided' },
    });
  });

  test('an address that is not on the access list is named, with what to do', async () => {
    const keys = [{ id: 'p', secret: 's', role: 'PROJECT_BACKUP_MANAGER', unlisted: true }] as const;
    await using harness = await startAtlasHarness({ simulator: { keys } });

    await expect(harness.provider.find(harness.plan, { ...call(), since: longAgo })).rejects.toMatchObject({
      kind: 'forbidden',
      facts: {
        code: 'IP_ADDRESS_NOT_ON_ACCESS_LIST',
        detail: expect.stringContaining('203.0.113.7') as string,
        advice: expect.stringContaining('API access list') as string,
      },
    });
  });

  test.each([
    ['api-key', 'API key sandbox-public at MongoDB Atlas that sees 2 projects.'],
    ['service-account', 'Service account sandbox_client at MongoDB Atlas that sees 2 projects.'],
  ] as const)('an %s is introduced', async (credential, sentence) => {
    await using harness = await startAtlasHarness({ credential });

    await expect(harness.provider.whoAmI(call())).resolves.toBe(sentence);
  });
});
