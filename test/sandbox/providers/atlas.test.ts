import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clusterIds, projectIds } from '#sandbox/providers/atlas/dataset.ts';
import { startAtlasSimulator, type AtlasSimulator } from '#sandbox/providers/atlas/index.ts';

const Json = z.record(z.string(), z.unknown());
const { shop, labs } = projectIds;
const inShop = `/api/atlas/v2/groups/${shop}`;
const jobs = `${inShop}/clusters/orders/backup/restoreJobs`;

interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  /** @default the newest version */
  readonly accept?: string;
  readonly account?: { readonly id: string; readonly secret: string };
}

/** One call of a service account, as curl would make it. */
async function ask(simulator: AtlasSimulator, path: string, options: Ask = {}) {
  const { method = 'GET', body, accept = 'application/vnd.atlas.2026-01-01+json', account } = options;
  const { id, secret } = account ?? { id: simulator.clientId, secret: simulator.clientSecret };
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  const token = await fetch(`${simulator.url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(await token.json());
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, accept },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : Json.parse(JSON.parse(text)),
  };
}

function newest(simulator: AtlasSimulator, cluster: string): string {
  return simulator.snapshotsOf(cluster).at(-1)?.id ?? '';
}

function automated(simulator: AtlasSimulator, change: Readonly<Record<string, unknown>> = {}) {
  return {
    deliveryType: 'automated',
    snapshotId: newest(simulator, clusterIds.orders),
    targetClusterName: 'orders-staging',
    targetGroupId: shop,
    ...change,
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

describe('the simulator of MongoDB Atlas, at the door', () => {
  test('asks for HTTP Digest as was recorded, and takes every nonce once', async () => {
    await using simulator = await startAtlasSimulator();
    const path = '/api/atlas/v2/groups';
    const headers = { accept: 'application/vnd.atlas.2023-01-01+json' };

    const first = await fetch(`${simulator.url}${path}`, { headers });
    const challenge = first.headers.get('www-authenticate') ?? '';
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
    const ha1 = md5(`${simulator.publicKey}:MMS Public API:${simulator.privateKey}`);
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5(`GET:${path}`)}`);
    const authorization = `Digest username="${simulator.publicKey}", realm="MMS Public API", nonce="${nonce}", uri="${path}", algorithm="MD5", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
    const signed = await fetch(`${simulator.url}${path}`, { headers: { ...headers, authorization } });
    const again = await fetch(`${simulator.url}${path}`, { headers: { ...headers, authorization } });
    const elsewhere = await fetch(`${simulator.url}${path}/${shop}`, {
      headers: { ...headers, authorization },
    });

    expect(first.status).toBe(401);
    expect(challenge).toMatch(
      /^Digest realm="MMS Public API", domain="", nonce=".{32}", algorithm=MD5, qop="auth", stale=false$/,
    );
    expect(await first.json()).toMatchObject({ error: 401, errorCode: 'UNEXPECTED_ERROR' });
    expect([signed.status, again.status, elsewhere.status]).toEqual([200, 401, 401]);
    expect(again.headers.get('www-authenticate')).toContain('stale=true');
  });

  test('hands a token to a service account alone, and for an hour', async () => {
    await using simulator = await startAtlasSimulator();
    const tokenFor = (id: string, secret: string) =>
      fetch(`${simulator.url}/api/oauth/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      });

    const wrong = await tokenFor('a', 'b');
    const token = Json.parse(await (await tokenFor(simulator.clientId, simulator.clientSecret)).json());
    const headers = {
      authorization: `Bearer ${String(token['access_token'])}`,
      accept: 'application/vnd.atlas.2023-01-01+json',
    };
    const read = async () => (await fetch(`${simulator.url}/api/atlas/v2/groups`, { headers })).status;
    const fresh = await read();
    simulator.clock.advance(3_600_000);

    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toEqual({
      error: 'invalid_client',
      error_description: 'Invalid credentials provided.',
    });
    expect(token).toMatchObject({ expires_in: 3_600, token_type: 'Bearer' });
    expect([fresh, await read()]).toEqual([200, 401]);
  });

  test('keeps out addresses, projects and roles that may not', async () => {
    const role = 'PROJECT_BACKUP_MANAGER';
    const accounts = [
      { id: 'far', secret: 's', role, unlisted: true },
      { id: 'labs', secret: 's', role, projects: [labs] },
      { id: 'reader', secret: 's', role: 'PROJECT_READ_ONLY' },
    ] as const;
    await using simulator = await startAtlasSimulator({ accounts });
    const [far, onlyLabs, reader] = accounts;
    const post = { method: 'POST', body: automated(simulator), account: reader };

    expect(await ask(simulator, inShop, { account: far })).toMatchObject({
      status: 403,
      body: { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' },
    });
    expect((await ask(simulator, inShop, { account: onlyLabs })).status).toBe(401);
    expect((await ask(simulator, jobs, { account: reader })).status).toBe(200);
    expect((await ask(simulator, jobs, post)).status).toBe(401);
  });

  test('wants a version that there is, and names the one it used', async () => {
    await using simulator = await startAtlasSimulator();
    const clusters = `${inShop}/clusters`;
    const at = (accept: string) => ask(simulator, clusters, { accept });

    expect((await at('application/json')).status).toBe(406);
    expect((await at('application/vnd.atlas.2023-01-01+json')).status).toBe(406);
    expect((await at('application/vnd.atlas.2025-03-12+json')).headers.get('content-type')).toBe(
      'application/vnd.atlas.2024-08-05+json;charset=utf-8',
    );
  });

  test('answers one call too many with a token bucket’s error', async () => {
    await using simulator = await startAtlasSimulator({ rateLimit: { perMinute: 1 } });
    await ask(simulator, inShop);

    const limited = await ask(simulator, inShop);

    expect(limited).toMatchObject({ status: 429, body: { errorCode: 'RATE_LIMITED_TOKEN_BUCKET' } });
    expect(limited.headers.get('retry-after')).toBe('5');
  });
});

describe('the simulator of MongoDB Atlas, restoring', () => {
  test('starts a job with 200, ends it with an end, and puts the data where it belongs', async () => {
    await using simulator = await startAtlasSimulator({ restoreMs: 1_000 });

    const created = await ask(simulator, jobs, { method: 'POST', body: automated(simulator) });
    const path = `${jobs}/${String(created.body['id'])}`;
    const running = await ask(simulator, path);
    simulator.clock.advance(1_000);
    const ended = await ask(simulator, path);

    expect(created).toMatchObject({
      status: 200,
      body: { failed: false, deliveryUrl: [], desiredTimestamp: { date: null } },
    });
    expect(running.body).not.toHaveProperty('finishedAt');
    expect(ended.body['finishedAt']).toMatch(/Z$/);
    expect(simulator.holds('orders-staging')).toMatch(/^orders at /);
    expect(simulator.started()).toBe(1);
  });

  test.each([
    ['a member it does not know', { color: 'red' }, 400, 'INVALID_ATTRIBUTE'],
    ['a missing target', { targetClusterName: undefined }, 400, 'VALIDATION_ERROR'],
    ['a cluster that is not there', { targetClusterName: 'x' }, 404, 'CLUSTER_NOT_FOUND'],
    ['a snapshot that is not there', { snapshotId: 'x' }, 404, 'SNAPSHOT_NOT_FOUND'],
    ['a Flex target', { targetClusterName: 'sessions' }, 400, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API'],
    ['an encrypted target', { targetClusterName: 'vault' }, 400, 'INVALID_SNAPSHOT_RESTORE_ENCRYPTION'],
    [
      'a moment without continuous backup in reach',
      { deliveryType: 'pointInTime', snapshotId: undefined, pointInTimeUTCSeconds: 1_300_000_000 },
      400,
      'INVALID_PIT_RESTORE_TIME',
    ],
    [
      'both moments',
      {
        deliveryType: 'pointInTime',
        snapshotId: undefined,
        pointInTimeUTCSeconds: 1_700_000_000,
        oplogTs: 1_700_000_000,
        oplogInc: 1,
      },
      400,
      'INVALID_PIT_RESTORE_TIME',
    ],
    ['a download with a target', { deliveryType: 'download' }, 400, 'INVALID_ATTRIBUTE'],
  ])('refuses %s', async (_, change, status, code) => {
    await using simulator = await startAtlasSimulator();

    const refused = await ask(simulator, jobs, { method: 'POST', body: automated(simulator, change) });

    expect(refused).toMatchObject({ status, body: { errorCode: code } });
    expect(refused.headers.get('x-error-code')).toBe(code);
    expect(simulator.started()).toBe(0);
  });

  test('refuses a paused target, a live import, a busy one and one shard', async () => {
    await using simulator = await startAtlasSimulator();
    const codeOf = async (body: unknown, path = jobs) =>
      (await ask(simulator, path, { method: 'POST', body })).body['errorCode'];
    const [shard] = simulator.snapshotsOf('events').at(-1)?.memberIds ?? [];
    const ofShard = automated(simulator, { snapshotId: shard, targetClusterName: 'events-staging' });

    simulator.changeCluster('orders-staging', { paused: true });
    const paused = await codeOf(automated(simulator));
    simulator.changeCluster('orders-staging', { paused: false, liveImport: true });
    const importing = await codeOf(automated(simulator));
    simulator.changeCluster('orders-staging', { liveImport: false });
    await codeOf(automated(simulator));

    expect(paused).toBe('CLUSTER_PAUSED_CANNOT_RESTORE');
    expect(importing).toBe('CANNOT_PERFORM_RESTORE_ON_CLUSTER_WITH_RUNNING_LIVE_IMPORT');
    expect(await codeOf(automated(simulator))).toBe('ATLAS_CLUSTER_RESTORE_IN_PROGRESS');
    expect(await codeOf(ofShard, jobs.replace('/orders/', '/events/'))).toBe(
      'AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED',
    );
  });

  test('gives a download its link, once at a time, for an hour, and cancels nothing else', async () => {
    await using simulator = await startAtlasSimulator();
    const body = { deliveryType: 'download', snapshotId: newest(simulator, clusterIds.orders) };
    const cancel = async (id: unknown) =>
      (await ask(simulator, `${jobs}/${String(id)}`, { method: 'DELETE' })).status;

    const { id } = (await ask(simulator, jobs, { method: 'POST', body })).body;
    const second = await ask(simulator, jobs, { method: 'POST', body });
    simulator.finishJobs();
    const ready = await ask(simulator, `${jobs}/${String(id)}`);
    simulator.clock.advance(3_600_000);
    const expired = await ask(simulator, `${jobs}/${String(id)}`);
    const restore = await ask(simulator, jobs, { method: 'POST', body: automated(simulator) });

    expect(second.body['errorCode']).toBe('CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY');
    expect(ready.body['deliveryUrl']).toEqual([expect.stringContaining('.mongodb.net:27017/')]);
    expect(ready.body).not.toHaveProperty('finishedAt');
    expect(expired.body).toMatchObject({ expired: true, deliveryUrl: [] });
    expect(await cancel(id)).toBe(204);
    expect(await cancel(restore.body['id'])).toBe(400);
  });

  test('restores Flex over its own data whatever a job is asked for, and knows a place for downloads', async () => {
    await using simulator = await startAtlasSimulator();
    const path = `${inShop}/flexClusters/sessions/backup`;
    const snapshotId = newest(simulator, clusterIds.sessions);
    const body = { deliveryType: 'DOWNLOAD', snapshotId, targetDeploymentItemName: 'sessions' };

    const trap = await ask(simulator, `${path}/restoreJobs`, { method: 'POST', body });
    simulator.finishJobs();
    const link = await ask(simulator, `${path}/download`, { method: 'POST', body: { snapshotId } });

    expect(trap.body).toMatchObject({ deliveryType: 'RESTORE', status: 'PENDING', instanceName: 'sessions' });
    expect(simulator.holds('sessions')).toMatch(/^sessions at /);
    expect(link.body).toMatchObject({ deliveryType: 'DOWNLOAD' });
  });

  test.each([
    [`${inShop}/clusters/sessions`, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API'],
    [`${inShop}/flexClusters/orders`, 'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API'],
    [`${inShop}/clusters/events/backup/snapshots`, 'INCORRECT_BACKUP_API_ENDPOINT'],
    [`${inShop}/clusters/nowhere`, 'CLUSTER_NOT_FOUND'],
    [`${inShop}/clusters/forum/backup/tenant/restores`, 'VERSION_GONE'],
  ])('says of %s that it is the wrong place', async (path, code) => {
    await using simulator = await startAtlasSimulator();

    expect((await ask(simulator, path)).body['errorCode']).toBe(code);
  });

  test('is driven over HTTP as well', async () => {
    await using simulator = await startAtlasSimulator();
    const control = async (path: string, body: unknown) => {
      const request = { method: 'POST', body: JSON.stringify(body) };
      return Json.parse(await (await fetch(`${simulator.url}/control/${path}`, request)).json());
    };

    const added = await control('snapshots/add', { cluster: clusterIds.orders });
    const began = await control('jobs/start', { path: jobs, request: automated(simulator) });
    const refused = await control('jobs/start', { path: jobs, request: automated(simulator) });

    expect(newest(simulator, clusterIds.orders)).toBe(added['id']);
    expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('IN_PROGRESS') as string });
    expect(await control('jobs/fail', { id: began['id'] })).toEqual({ ok: true, ended: 1 });
    expect(await control('clusters/change', { cluster: 'orders', change: { paused: true } })).toMatchObject({
      ok: false,
      message: expect.stringContaining('more than one') as string,
    });
    expect(JSON.stringify(simulator.calls())).not.toContain(simulator.clientSecret);
  });
});
