import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const wantedNode = 24;

if (Number.parseInt(process.versions.node, 10) < wantedNode) {
  process.stderr.write(
    `restorebot needs Node ${wantedNode}; this is ${process.versions.node}. Start it with “npm start”, which brings its own.\n`,
  );
  process.exitCode = 1;
} else {
  // Halves the time of a start, for what is imported after it. A folder of ours, because another user of the machine could
  // put code into the default one under /tmp. Where nothing can be written, it does nothing.
  enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
  const { isClosedPipe, unforeseen } = await import('#cli/command.ts');
  // Node would print the error with everything in it.
  process.on('uncaughtException', (error) => {
    if (!isClosedPipe(error)) process.stderr.write(`${unforeseen(error)}\n`);
    process.exit(1);
  });
  const { runCommandLine } = await import('#cli/index.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2), process);
}
