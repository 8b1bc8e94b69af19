import { defineProvider } from '../kit/manifest.ts';
import { createCockroachProvider } from './index.ts';
import { CockroachSettings } from './settings.ts';
import { cockroachCloud } from './vendor.ts';

export const cockroach = defineProvider({
  name: 'cockroach',
  title: cockroachCloud.name,
  restores: 'cluster, databases, tables; into the same or another cluster; every `restore_opts` option',
  Settings: CockroachSettings,
  example: {
    connection: 'crdb-prod',
    credential: 'the secret key of a service account with Cluster Admin on source and destination',
  },
  exampleSettings: { apiKey: '${CRDB_PROD_API_KEY}' },
  create: createCockroachProvider,
});
