import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import { startZillizSimulator, type ZillizSimulator } from '#sandbox/providers/zilliz/index.ts';
import { newestBackupId } from '#test/support/provider-zilliz.ts';

const { catalogueProd, catalogueStaging, playground, searchUs, shop, staging } = zillizIds;
const Json = z.record(z.string(), z.unknown());
const backups = `/v2/clusters/${catalogueProd}/backups/${newestBackupId}`;

interface Ask {
  readonly key?: string;
  readonly body?: unknown;
}

/** One call, as curl would make it. */
async function ask(simulator: ZillizSimulator, path: string, { key, body }: Ask = {}) {
  const response = await fetch(`${simulator.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key ?? simulator.apiKey}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = Json.parse(await response.json());
  return { status: response.status, body: answer, data: Json.safeParse(answer['data']).data ?? {} };
}

const newCluster = { projectId: shop, clusterName: 'copy', cuSize: 1, collectionStatus: 'KEEP' };

function oneCollection(change: object = {}, target: string = catalogueStaging) {
  const item = { collectionName: 'products', destCollectionName: 'again', destCollectionStatus: 'LOADED' };
  return { destClusterId: target, dbCollections: [{ collections: [{ ...item, ...change }] }] };
}

describe('the simulator of Zilliz Cloud', () => {
  test('refuses a wrong key under 401, and all else under 200 with a code', async () => {
    const keys = [
      { secret: 'viewer', role: 'viewer' },
      { secret: 'staging', role: 'admin', projects: [staging] },
      { secret: 'one', role: 'admin', clusters: [searchUs] },
    ] as const;
    await using simulator = await startZillizSimulator({ keys });
    const code = async (key: string, path: string, body?: unknown) => {
      const answer = await ask(simulator, path, { key, ...(body === undefined ? {} : { body }) });
      return [answer.status, answer.body['code']];
    };

    expect(await code('wrong', '/v2/projects')).toEqual([401, 21_119]);
    expect(await code('viewer', backups)).toEqual([200, 0]);
    expect(await code('viewer', `${backups}/restoreCluster`, newCluster)).toEqual([200, 96_015]);
    expect(await code('staging', backups)).toEqual([200, 96_016]);
    expect(await code('one', '/v2/clusters/in01-none')).toEqual([200, 96_018]);
    expect(await code('one', `/v2/clusters/${catalogueProd}`)).toEqual([200, 96_016]);
    expect(await code('viewer', '/v2/jobs/job-none')).toEqual([200, 96_026]);
    expect(await code('viewer', '/v2/backups?pageSize=101')).toEqual([200, 96_008]);
    expect(await code('viewer', '/v2/nothing')).toEqual([404, 404]);
    expect(simulator.started()).toBe(0);
  });

  test('answers the twenty-first call of a second to one endpoint with 429', async () => {
    await using simulator = await startZillizSimulator({ realNow: () => 1_800_000_000_000 });
    for (let at = 0; at < 20; at += 1) await ask(simulator, '/v2/projects');

    expect((await ask(simulator, '/v2/projects')).status).toBe(429);
    expect((await ask(simulator, '/v2/clusters')).status).toBe(200);
  });

  test('pages its lists and filters backups', async () => {
    await using simulator = await startZillizSimulator();

    const page = (await ask(simulator, '/v2/backups?pageSize=10&currentPage=2')).data;
    const manual = (await ask(simulator, '/v2/backups?creationMethod=MANUAL&backupType=COLLECTION')).data;

    expect(page).toMatchObject({ count: 16, currentPage: 2, pageSize: 10 });
    expect(page['backups']).toHaveLength(6);
    expect(manual).toMatchObject({ count: 1, backups: [{ backupName: 'before-reindex' }] });
  });

  test('restores into a new cluster, step by step, and shows its password once', async () => {
    await using simulator = await startZillizSimulator({ restoreMs: 1_000 });
    simulator.clock.setSpeed(0);
    const { data } = await ask(simulator, `${backups}/restoreCluster`, { body: newCluster });
    const seen: unknown[] = [];

    for (const ms of [0, 500, 500]) {
      simulator.clock.advance(ms);
      const cluster = (await ask(simulator, `/v2/clusters/${String(data['clusterId'])}`)).data;
      const job = (await ask(simulator, `/v2/jobs/${String(data['jobId'])}`)).data;
      seen.push([cluster['status'], job['status'], job['progress']]);
    }

    expect(data).toMatchObject({ username: 'db_admin', password: expect.any(String) as string });
    expect(seen).toEqual([
      ['CREATING', 'PENDING', '0'],
      ['RESTORE_BACKUP', 'IN_PROGRESS', '50'],
      ['RUNNING', 'SUCCESSFUL', '100'],
    ]);
    expect(simulator.databasesOf('copy')).toEqual(simulator.databasesOf('catalogue-prod'));
    expect(JSON.stringify(simulator.state())).not.toContain(data['password']);
  });

  test.each([
    [{ ...newCluster, projectId: 'x' }, 96_005],
    [{ ...newCluster, clusterName: 'under_score' }, 96_010],
    [{ ...newCluster, cuSize: '1' }, 96_002],
    [{ ...newCluster, collectionStatus: 'LOADED' }, 96_031],
    [{ ...newCluster, clusterName: 'catalogue-prod' }, 96_017],
    [{ ...newCluster, restoreVersionPolicy: 'ORIGINAL' }, 0],
  ])('answers the restore %j with code %i', async (body, code) => {
    await using simulator = await startZillizSimulator();

    expect((await ask(simulator, `${backups}/restoreCluster`, { body })).body['code']).toBe(code);
    expect(simulator.started()).toBe(code === 0 ? 1 : 0);
  });

  test('reads the project from the member that it is told to', async () => {
    await using simulator = await startZillizSimulator({ projectIdAs: 'targetProjectId' });
    const { projectId, ...rest } = newCluster;
    const code = async (body: unknown) =>
      (await ask(simulator, `${backups}/restoreCluster`, { body })).body['code'];

    expect(await code(newCluster)).toBe(96_005);
    expect(await code({ ...rest, targetProjectId: projectId })).toBe(0);
  });

  test.each([
    [oneCollection({ collectionName: 'gone' }), 96_039],
    [oneCollection({ destCollectionName: 'products' }), 96_039],
    [oneCollection({ destCollectionStatus: 'KEEP' }), 96_037],
    [oneCollection({}, playground), 96_022],
    [oneCollection({}, searchUs), 96_039],
    [oneCollection({}, 'in01-none'), 96_018],
    [{ dbCollections: [] }, 96_025],
    [oneCollection(), 0],
  ])('answers the restore %j of collections with code %i', async (body, code) => {
    await using simulator = await startZillizSimulator();

    expect((await ask(simulator, `${backups}/restoreCollection`, { body })).body['code']).toBe(code);
  });

  test.each([{ destClusterId: catalogueStaging }, { destClusterId: catalogueStaging, dbCollections: [{}] }])(
    'takes %j for everything in the backup, as documented',
    async (body) => {
      await using simulator = await startZillizSimulator();
      await ask(simulator, `${backups}/restoreCollection`, { body });
      simulator.clock.advance(60_000);
      await ask(simulator, '/v2/projects');

      const restored = simulator.databasesOf('catalogue-staging').flatMap(({ collections }) => collections);
      expect(restored).toHaveLength(5);
      expect(new Set(restored.map(({ status }) => status))).toEqual(new Set(['UNLOADED']));
    },
  );

  test('is driven over its control API too', async () => {
    await using simulator = await startZillizSimulator();
    const control = (path: string, body: unknown) => ask(simulator, `/control/${path}`, { body });

    const { body: begun } = await control('restores/start', { backup: newestBackupId, request: newCluster });
    await control('restores/fail', { id: begun['id'], reason: 'no capacity' });
    const { body: other } = await control('restores/start', {
      backup: newestBackupId,
      request: oneCollection(),
    });
    await control('restores/cancel', {});
    await control('clusters/change', { cluster: 'search-us', change: { status: 'STOPPED' } });
    await control('backups/change', { backup: newestBackupId, change: { status: 'CREATING' } });
    const { body: added } = await control('backups/add', { cluster: 'search-us' });
    await control('backups/drop', { backup: 'backup11_dbf5a19c3e20001' });
    await control('restores/project-id-as', { member: 'projectId' });

    const state = simulator.state();
    expect(state.jobs).toMatchObject([
      { jobId: begun['id'], status: 'FAILED', reason: 'no capacity' },
      { jobId: other['id'], status: 'CANCELED' },
    ]);
    expect(state.clusters).toContainEqual(
      expect.objectContaining({ clusterName: 'copy', status: 'ABNORMAL' }),
    );
    expect(state.clusters).toContainEqual(
      expect.objectContaining({ clusterName: 'search-us', status: 'STOPPED' }),
    );
    expect(state.backups).toContainEqual(expect.objectContaining({ backupId: added['id'] }));
    expect(state.backups).toHaveLength(16);
    expect(await control('restores/finish', {})).toMatchObject({ body: { ended: 0 } });
    await control('restores/forget', { id: begun['id'] });
    await control('clusters/drop', { cluster: 'copy' });
    expect(simulator.state()).toMatchObject({ jobs: [{ jobId: other['id'] }], started: 2 });
    expect(simulator.clustersNamed('copy')).toEqual([]);
    expect(await control('clusters/drop', { cluster: 'copy' })).toMatchObject({
      status: 400,
      body: { message: 'there is no cluster copy' },
    });
  });
});
