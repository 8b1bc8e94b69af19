import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/** `npm run test:flaky -- --times 10 [file…]`: the end-to-end tests that often, at full parallelism; fails if any run did. */
const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '10' } },
  allowPositionals: true,
});
const files = positionals.length === 0 ? ['test/e2e'] : positionals;
let failed = 0;
for (let run = 1; run <= Number(values.times); run += 1) {
  const args = ['vitest', 'run', '--project', 'waiting', '--reporter', 'dot', ...files];
  const { status } = spawnSync('npx', args, { stdio: 'inherit' });
  if (status !== 0) failed += 1;
  process.stdout.write(
    `run ${run} of ${values.times}: ${status === 0 ? 'passed' : 'FAILED'}; ${failed} failed so far\n`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
