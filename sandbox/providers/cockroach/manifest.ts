import { cockroach } from '#providers/cockroach/index.ts';
import { incident } from '../../scenario.ts';
import type { SimulatorManifest } from '../manifest.ts';
import { startCockroachSimulator, type CockroachSimulator } from './index.ts';

export const cockroachSimulator: SimulatorManifest<CockroachSimulator> = {
  provider: cockroach,
  async start({ restoreMs, unlimited = false }) {
    const simulator = await startCockroachSimulator({
      ...(restoreMs === undefined ? {} : { restoreMs }),
      ...(unlimited ? { rateLimit: { perSecond: 1_000 } } : {}),
    });
    simulator.dropDatabase(incident.cluster, incident.database);
    return simulator;
  },
  settings: ({ apiKey }) => ({ apiKey }),
  secret: ({ apiKey }) => apiKey,
  hurried: (timeoutMs) => ({ timeoutMs, ratePerSecond: 10 }),
  submitPath: '/restores',
  fail: (simulator) => simulator.failRestores(),
};
