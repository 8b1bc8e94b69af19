import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { restoreBody } from '#providers/cockroach/wire.ts';
import { shopDataset } from '#sandbox/providers/cockroach/dataset.ts';
import type { World } from '#sandbox/providers/cockroach/world.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { type ServiceHarness, startServiceHarnessOn } from '#test/support/service-harness.ts';

/** One request as a version of restorebot wrote it, with what the world outside was like then. */
export const Kept = z.object({
  /** What is kept: the state, and why it is in it. */
  name: z.string(),
  requestId: z.string(),
  /** When it was written, by the record's clock. */
  at: z.iso.datetime(),
  record: z.object({
    document: z.string(),
    version: z.int(),
    mac: z.string(),
    eventsDigest: z.string(),
    documentMac: z.string().nullable(),
    events: z.array(z.string()).readonly(),
    look: z.string().nullable(),
    thread: z.string().nullable(),
    threadVersion: z.int(),
    locks: z.array(z.string()).readonly(),
    operations: z.array(z.string()).readonly(),
  }),
  /** Lines of the audit about it. */
  audit: z.array(z.string()),
  /** Attempts that the thread witnesses. */
  witnessed: z.array(z.object({ requestId: z.string(), number: z.int(), token: z.string() })),
  /** Restores at the vendor that are like it, by id. */
  operations: z.array(z.string()),
});
export type Kept = Readonly<z.output<typeof Kept>>;

/** Everything that a version wrote, one request a line. */
export async function readKept(version: string): Promise<readonly Kept[]> {
  const text = await readFile(`test/record/${version}.jsonl`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => Kept.parse(JSON.parse(line)));
}

/** The use cases, and what the vendor knows. */
export async function startWithWorld(): Promise<{ readonly harness: ServiceHarness; readonly world: World }> {
  const worlds: World[] = [];
  const dataset = (now: Date) => {
    const world = shopDataset(now);
    worlds.push(world);
    return world;
  };
  const harness = await startServiceHarnessOn((realNow) => startCockroachHarness({ realNow, dataset }));
  const [world] = worlds;
  if (world === undefined) throw new Error('the simulator has no world');
  return { harness, world };
}

/** The use cases of this version on a record that another one wrote. */
export async function startOnKept(kept: Kept): Promise<ServiceHarness> {
  const { harness, world } = await startWithWorld();
  // The commands of then have these ids.
  for (let id = 0; id < 1_000; id += 1) harness.service.newRequestId();
  harness.audit.restore(kept.requestId, kept.audit);
  harness.store.restore(kept.requestId, kept.record);
  harness.witness.lines.push(...kept.witnessed);
  harness.directory.groups.set('S0LEAD', ['U0BEN']);
  const { plan } = (await harness.load(kept.requestId)).request.plan;
  for (const [index, id] of kept.operations.entries()) {
    if (index > 0) {
      harness.provider.finish();
      harness.provider.breakTarget();
    }
    harness.provider.simulator.startRestoreInConsole(plan.target.id, restoreBody(plan));
    world.restores.splice(-1, 1, ...world.restores.slice(-1).map((made) => ({ ...made, id })));
  }
  harness.pass(new Date(kept.at).getTime() - harness.now().getTime());
  return harness;
}
