import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CrashPoint } from './crash-points.ts';

/** A worker in a process of its own. */
export interface WorkerProcess extends AsyncDisposable {
  /** Resolves when the process is gone, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

interface Start {
  readonly configPath: string;
  readonly crashAt?: CrashPoint;
}

/** Starts `worker-main.ts` and resolves when it says that it works. */
export async function startWorkerProcess({ configPath, crashAt }: Start): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker-main.ts')], {
    env: { ...process.env, RESTOREBOT_CONFIG: configPath, CRASH_AT: crashAt ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const ready = Promise.withResolvers<undefined>();
  createInterface(child.stdout).on('line', (line) => {
    if (line === 'ready') ready.resolve(undefined);
  });
  await Promise.race([
    ready.promise,
    ended.then((signal) => {
      // One that is to die may do so at its very first step.
      if (crashAt === undefined || signal !== 'SIGKILL')
        throw new Error('the worker ended before it was ready');
      return undefined;
    }),
  ]);
  return {
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
