import { defineProvider } from '../kit/manifest.ts';
import { createZillizProvider } from './index.ts';
import { ZillizSettings } from './settings.ts';
import { zillizCloud } from './vendor.ts';

export const zilliz = defineProvider({
  name: 'zilliz',
  title: zillizCloud.name,
  restores: 'a whole cluster into a new one, one collection into an existing one',
  Settings: ZillizSettings,
  example: {
    connection: 'zilliz-vectors',
    credential: 'a customized API key with Project Admin in the projects of source and destination',
  },
  exampleSettings: { apiKey: '${ZILLIZ_API_KEY}' },
  create: createZillizProvider,
});
