import { defineProvider } from '../kit/manifest.ts';
import { createAtlasProvider } from './index.ts';
import { AtlasSettings } from './settings.ts';
import { mongodbAtlas } from './vendor.ts';

export const atlas = defineProvider({
  name: 'atlas',
  title: mongodbAtlas.name,
  restores: 'snapshot, point in time, download; dedicated, Flex and tenant clusters; API v2 and v1.0',
  Settings: AtlasSettings,
  example: {
    connection: 'atlas-main',
    credential: 'a service account with Project Backup Manager in the projects of source and target',
  },
  exampleSettings: { clientId: '${ATLAS_CLIENT_ID}', clientSecret: '${ATLAS_CLIENT_SECRET}' },
  create: createAtlasProvider,
});
