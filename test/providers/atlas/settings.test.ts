import { expect, test } from 'vitest';
import { AtlasSettings } from '#providers/atlas/settings.ts';

const key = { publicKey: 'abcdefgh', privateKey: '3f1c' };
const account = { clientId: 'mdb_sa_id_1', clientSecret: 'mdb_sa_sk_1' };

test.each([
  ['an API key', key],
  ['a service account', account],
])('%s is enough', (_, settings) => {
  expect(AtlasSettings.parse(settings)).toMatchObject({
    apiVersion: 'v2',
    baseUrl: 'https://cloud.mongodb.com',
  });
});

test.each([
  ['nothing', {}, 'publicKey'],
  ['half a key', { publicKey: 'a' }, 'privateKey'],
  ['half an account', { clientSecret: 'a' }, 'clientId'],
  ['both', { ...key, ...account }, 'clientId'],
  ['an older API than there is', { ...key, apiVersion: 'v0' }, 'apiVersion'],
  ['a project by its name', { ...key, projects: ['shop'] }, 'projects.0'],
  ['plain http elsewhere', { ...key, baseUrl: 'http://cloud.mongodb.com' }, 'baseUrl'],
])('%s is refused at its place', (_, settings, path) => {
  const paths = AtlasSettings.safeParse(settings).error?.issues.map((issue) => issue.path.join('.'));

  expect(paths).toEqual([path]);
});

test('no secret is shown in what is wrong with it, nor in what is right', () => {
  const wrong = AtlasSettings.safeParse({ publicKey: 'a', privateKey: 'two words' });

  expect(JSON.stringify(wrong.error?.issues)).not.toContain('two words');
  expect(JSON.stringify(AtlasSettings.parse(key))).not.toContain('3f1c');
});
