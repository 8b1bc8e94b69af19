/**
 * Writes what this version keeps of a request in each state, for the versions that come after it:
 * `node test/record/write.ts 2026-11`. A file that was released is never written again.
 */
import { writeFile } from 'node:fs/promises';
import { type Kept, startWithWorld } from './kept.ts';
import { scenarios } from './scenarios.ts';

const [version] = process.argv.slice(2);
if (version === undefined) throw new Error('name the version, as 2026-11');
const lines: string[] = [];
for (const [name, bring] of Object.entries(scenarios)) {
  const { harness, world } = await startWithWorld();
  await using _ = harness;
  const requestId = await bring(harness);
  const kept: Kept = {
    name,
    requestId,
    at: harness.now().toISOString(),
    record: harness.store.kept(requestId),
    audit: [...(await harness.audit.linesOf(requestId))],
    witnessed: harness.witness.lines,
    operations: world.restores.map(({ id }) => id),
  };
  lines.push(JSON.stringify(kept));
}
await writeFile(`test/record/${version}.jsonl`, `${lines.join('\n')}\n`);
