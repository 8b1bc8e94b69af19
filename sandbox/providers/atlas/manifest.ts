import { atlas } from '#providers/atlas/index.ts';
import type { SimulatorManifest } from '../manifest.ts';
import { startAtlasSimulator, type AtlasSimulator } from './index.ts';

export const atlasSimulator: SimulatorManifest<AtlasSimulator> = {
  provider: atlas,
  start: ({ restoreMs, unlimited = false }) =>
    startAtlasSimulator({
      // One cluster of the old shared tier is still there; its API is gone.
      tenantApi: 410,
      ...(restoreMs === undefined ? {} : { restoreMs }),
      ...(unlimited ? { rateLimit: { perMinute: 100_000 } } : {}),
    }),
  settings: ({ publicKey, privateKey }) => ({ publicKey, privateKey }),
  secret: ({ privateKey }) => privateKey,
  hurried: (timeoutMs) => ({ timeoutMs, ratePerSecond: 20 }),
  submitPath: '/backup/',
  fail: (simulator) => simulator.failJobs(),
};
