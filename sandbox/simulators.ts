import { atlasSimulator } from './providers/atlas/manifest.ts';
import { cockroachSimulator } from './providers/cockroach/manifest.ts';
import {
  running,
  type RunningVendor,
  type SimulatorManifest,
  type StartOptions,
} from './providers/manifest.ts';
import { prismaSimulator } from './providers/prisma/manifest.ts';
import type { Simulator } from './providers/simulator.ts';
import { zillizSimulator } from './providers/zilliz/manifest.ts';

/** All the vendors of the sandbox, each with its own server. */
export type Simulators = Awaited<ReturnType<typeof startSimulators>>;

/** Starts every simulator, and those that a test adds. */
export async function startSimulators(
  options: StartOptions = {},
  besides: readonly SimulatorManifest[] = [],
) {
  await using stack = new AsyncDisposableStack();
  const all: RunningVendor[] = [];
  async function start<Started extends Simulator>(manifest: SimulatorManifest<Started>): Promise<Started> {
    const simulator = stack.use(await manifest.start(options));
    all.push(running(manifest, simulator));
    return simulator;
  }
  const named = {
    cockroach: await start(cockroachSimulator),
    atlas: await start(atlasSimulator),
    prisma: await start(prismaSimulator),
    zilliz: await start(zillizSimulator),
  };
  for (const manifest of besides) await start(manifest);
  const opened = stack.move();
  return { ...named, all, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The connections of restorebot.yaml that lead to them. */
export function connectionsTo({
  all,
}: {
  readonly all: readonly RunningVendor[];
}): Readonly<Record<string, object>> {
  return Object.fromEntries(all.map(({ connection, settings }) => [connection, settings]));
}
