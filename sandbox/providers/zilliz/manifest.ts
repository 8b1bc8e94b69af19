import { zilliz } from '#providers/zilliz/index.ts';
import type { SimulatorManifest } from '../manifest.ts';
import { startZillizSimulator, type ZillizSimulator } from './index.ts';

export const zillizSimulator: SimulatorManifest<ZillizSimulator> = {
  provider: zilliz,
  start: ({ restoreMs, unlimited = false }) =>
    startZillizSimulator({
      ...(restoreMs === undefined ? {} : { restoreMs }),
      ...(unlimited ? { rateLimit: { perSecond: 1_000 } } : {}),
    }),
  settings: ({ apiKey }) => ({ apiKey }),
  secret: ({ apiKey }) => apiKey,
  hurried: (timeoutMs) => ({ timeoutMs, submitTimeoutMs: timeoutMs, ratePerSecond: 20 }),
  submitPath: '/restore',
  fail: (simulator) => simulator.failRestores(),
};
