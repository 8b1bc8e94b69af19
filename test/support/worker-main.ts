import { loadConfig } from '#src/config.ts';
import { createLog } from '#src/log.ts';
import { startRestorebot } from '#src/start.ts';
import { crashAround, crashPoints } from './crash-points.ts';

/** A worker as `src/main.ts` starts it, with a kill at the point that CRASH_AT names. */
const config = loadConfig();
const point = crashPoints.find((each) => each === process.env['CRASH_AT']);
const around =
  point === undefined
    ? {}
    : crashAround(point, () => {
        process.kill(process.pid, 'SIGKILL');
        // The signal arrives at once, but not within this very line.
        for (;;);
      });
const restorebot = await startRestorebot({
  config,
  role: 'worker',
  log: createLog('error', { write: (line: string) => void process.stderr.write(line) }),
  around,
});
process.stdout.write('ready\n');
process.once('SIGTERM', () => {
  void restorebot[Symbol.asyncDispose]().then(() => process.exit(0));
});
