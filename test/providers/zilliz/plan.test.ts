import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { suffixOf } from '#providers/kit/manifest.ts';
import {
  formatCollection,
  isClusterName,
  isCollectionName,
  newClusterName,
  newCollectionName,
  parseCollection,
} from '#providers/zilliz/wire.ts';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import { call } from '#test/support/provider-harness.ts';
import { newestBackupId, startZillizHarness, type ZillizHarness } from '#test/support/provider-zilliz.ts';

const { catalogueProd, catalogueStaging, playground, reviewsOld, searchUs, shop, staging } = zillizIds;
const manual = 'backup11_dbf5a19c3e20001';

async function planOf({ provider }: ZillizHarness, kind: string, input: FormInput) {
  const result = await provider.plan(kind, { source: catalogueProd, backup: 'latest', ...input }, call());
  return result.type === 'planned' ? result.plan : result.errors;
}

describe('a plan of a new cluster', () => {
  test('writes out everything that was not chosen, with a unique name', async () => {
    await using harness = await startZillizHarness();

    expect(await planOf(harness, 'cluster', { source: 'catalogue-prod' })).toMatchObject({
      source: { id: catalogueProd, name: 'catalogue-prod' },
      point: { backupId: newestBackupId },
      target: { id: `${shop}/catalogue-prod-restored-345678`, name: 'catalogue-prod-restored-345678' },
      options: { project: shop, cu_size: 4, collection_status: 'KEEP' },
    });
  });

  test('takes a typed name as it is, and a project by its name', async () => {
    await using harness = await startZillizHarness();
    const input = { cluster_name: 'Copy-1', project: 'Shop staging', cu_size: 8, version_policy: 'ORIGINAL' };

    expect(await planOf(harness, 'cluster', input)).toMatchObject({
      target: { name: 'Copy-1' },
      options: { project: staging, project_name: 'Shop staging', cu_size: 8, version_policy: 'ORIGINAL' },
    });
  });

  test('can be made of a cluster that was dropped, once it has a size', async () => {
    await using harness = await startZillizHarness();

    expect(await planOf(harness, 'cluster', { source: reviewsOld })).toEqual({
      cu_size: 'The size of the source is not known: write one.',
    });
    expect(await planOf(harness, 'cluster', { source: 'reviews-old', cu_size: 1 })).toMatchObject({
      source: { id: reviewsOld, name: 'reviews-old' },
      point: { backupId: 'backup11_dbf5a19c3e20002' },
    });
  });

  test('goes to the newest backup of the whole cluster for “latest”, whatever the order of the list', async () => {
    await using harness = await startZillizHarness();
    const id = harness.simulator.addBackup('catalogue-prod');
    const unfinished = harness.simulator.addBackup('catalogue-prod');
    harness.simulator.changeBackup(unfinished, { status: 'CREATING' });

    expect(await planOf(harness, 'cluster', {})).toMatchObject({ point: { backupId: id } });
  });
});

describe('a plan of a collection', () => {
  test('writes out everything that was not chosen, with a unique name', async () => {
    await using harness = await startZillizHarness();

    expect(
      await planOf(harness, 'collection', { collection: 'products', target: 'catalogue-staging' }),
    ).toMatchObject({
      target: { id: catalogueStaging, name: 'catalogue-staging' },
      options: {
        collection: 'products',
        dest_collection: 'products_restored_345678',
        dest_status: 'LOADED',
      },
    });
  });

  test('finds a collection of the default database by either name', async () => {
    await using harness = await startZillizHarness();

    expect(
      await planOf(harness, 'collection', { collection: 'default.products', target: catalogueProd }),
    ).toMatchObject({ options: { collection: 'products' } });
  });

  test('believes a typed name where the backup does not say what it holds', async () => {
    await using harness = await startZillizHarness();
    harness.simulator.changeBackup(newestBackupId, { databases: [] });
    const query = { kind: 'collection', field: 'collection', search: 'sales.orders' };
    const input = { source: catalogueProd, backup: 'latest' };

    const choices = await harness.provider.choices({ ...query, input }, call());

    expect(choices.map(({ value }) => value)).toEqual(['sales.orders']);
    expect(
      await planOf(harness, 'collection', { collection: 'sales.orders', target: catalogueStaging }),
    ).toMatchObject({ options: { collection: 'sales.orders', dest_database: 'sales' } });
  });

  test('goes to a backup of single collections where that is chosen', async () => {
    await using harness = await startZillizHarness();
    const input = { backup: manual, target: catalogueProd };

    expect(await planOf(harness, 'collection', { ...input, collection: 'products' })).toMatchObject({
      point: { backupId: manual },
    });
    expect(
      Object.keys(await planOf(harness, 'collection', { ...input, collection: 'product_images' })),
    ).toEqual(['collection']);
  });
});

const toStaging = { collection: 'products', target: catalogueStaging };

test.each<readonly [string, FormInput, string]>([
  ['cluster', { cluster_name: 'under_score' }, 'cluster_name'],
  ['cluster', { cluster_name: 'x'.repeat(65) }, 'cluster_name'],
  ['cluster', { cu_size: 0.5 }, 'cu_size'],
  ['cluster', { cu_size: 1025 }, 'cu_size'],
  ['cluster', { cu_size: 'many' }, 'cu_size'],
  ['cluster', { collection_status: 'LOADED' }, 'collection_status'],
  ['cluster', { version_policy: 'NEWEST' }, 'version_policy'],
  ['cluster', { version_policy: 'ORIGINAL', backup: 'backup0_c7b100000000009' }, 'version_policy'],
  ['cluster', { project: 'proj-none' }, 'project'],
  ['cluster', { backup: manual }, 'backup'],
  ['cluster', { backup: 'backup-none' }, 'backup'],
  ['cluster', { source: playground }, 'source'],
  ['cluster', { source: searchUs, backup: 'latest' }, 'backup'],
  ['collection', { ...toStaging, collection: 'gone' }, 'collection'],
  ['collection', { ...toStaging, target: 'nowhere' }, 'target'],
  ['collection', { ...toStaging, dest_collection: 'a-b' }, 'dest_collection'],
  ['collection', { ...toStaging, dest_database: '1st' }, 'dest_database'],
  ['collection', { ...toStaging, dest_status: 'KEEP' }, 'dest_status'],
  [
    'collection',
    { collection: 'products', target: catalogueProd, dest_collection: 'products' },
    'dest_collection',
  ],
  [
    'collection',
    { collection: 'products', target: catalogueProd, dest_collection: 'queries', dest_database: 'analytics' },
    'dest_collection',
  ],
])('of kind %s with %j is wrong in the field %s', async (kind, input, field) => {
  await using harness = await startZillizHarness();

  const errors = await planOf(harness, kind, input);

  expect(errors).toEqual({ [field]: expect.stringMatching(/^.{10,200}\.$/) as string });
});

describe('names', () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });

  test('that are made up can be used, whatever the source is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), bytes, (source, random) => {
        expect(isClusterName(newClusterName(source, suffixOf(random)))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,254}$/), bytes, (source, random) => {
        expect(isCollectionName(newCollectionName(source, suffixOf(random)))).toBe(true);
      }),
    );
  });

  test('of collections survive being written and read', () => {
    const part = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/);

    fc.assert(
      fc.property(fc.oneof(fc.constant(''), part), part, (database, collection) => {
        expect(parseCollection(formatCollection({ database, collection }))).toEqual({ database, collection });
      }),
    );
  });
});

describe('choices', () => {
  const input = { source: catalogueProd, backup: 'latest' };
  const ask = (harness: ZillizHarness, field: string, search = '', kind = 'collection') =>
    harness.provider.choices({ kind, field, search, input }, call());

  test('of sources are the dedicated clusters, and dropped ones that have backups', async () => {
    await using harness = await startZillizHarness();

    expect((await ask(harness, 'source')).map(({ label }) => label)).toEqual([
      'catalogue-prod (aws-eu-central-1, 4 CU)',
      'catalogue-staging (aws-eu-central-1, 1 CU)',
      'search-us (aws-us-west-2, 1 CU)',
      'reviews-old (dropped)',
    ]);
  });

  test('of destinations are in the source’s region, itself first', async () => {
    await using harness = await startZillizHarness();

    expect((await ask(harness, 'target')).map(({ value }) => value)).toEqual([
      catalogueProd,
      catalogueStaging,
    ]);
  });

  test('of backups put the latest first; those of collections are for collections only', async () => {
    await using harness = await startZillizHarness();
    const values = async (kind: string, search = '') =>
      (await ask(harness, 'backup', search, kind)).map(({ value }) => value);

    expect((await values('cluster')).slice(0, 2)).toEqual(['latest', newestBackupId]);
    expect(await values('cluster')).toHaveLength(15);
    expect(await values('collection')).toHaveLength(16);
    expect(await values('collection', 'reindex')).toEqual([manual]);
  });

  test('of collections are what the backup holds', async () => {
    await using harness = await startZillizHarness();

    expect(await ask(harness, 'collection', 'SESS')).toEqual([
      { value: 'analytics.sessions', label: 'analytics.sessions', description: 'not loaded' },
    ]);
    expect((await ask(harness, 'collection')).map(({ value }) => value)).toEqual([
      'analytics.queries',
      'analytics.sessions',
      'medium_articles',
      'product_images',
      'products',
    ]);
  });

  test('of projects begin with the source’s own', async () => {
    await using harness = await startZillizHarness();

    expect(await ask(harness, 'project', '', 'cluster')).toEqual([
      { value: shop, label: 'Shop', description: 'the source’s own project' },
      { value: staging, label: 'Shop staging', description: 'aws-eu-central-1' },
    ]);
  });

  test('wait for a source and a backup', async () => {
    await using harness = await startZillizHarness();

    for (const field of ['backup', 'collection']) {
      const query = { kind: 'collection', field, search: '', input: {} };
      expect(await harness.provider.choices(query, call())).toEqual([]);
    }
  });
});
