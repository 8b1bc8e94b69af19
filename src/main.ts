import { unforeseen } from '#cli/command.ts';
import { runCommandLine } from '#cli/index.ts';

const wantedNode = 24;

if (Number.parseInt(process.versions.node, 10) < wantedNode) {
  process.stderr.write(
    `restorebot needs Node ${wantedNode}; this is ${process.versions.node}. Start it with “npm start”, which brings its own.\n`,
  );
  process.exitCode = 1;
} else {
  // Node would print the error with everything in it.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${unforeseen(error)}\n`);
    process.exit(1);
  });
  process.exitCode = await runCommandLine(process.argv.slice(2), process);
}
