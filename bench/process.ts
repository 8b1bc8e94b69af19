import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A process under measurement. Its CPU time is the same however many others want the machine. */
export interface Measured extends AsyncDisposable {
  /** From the start of the process until it said that it was ready, ms of CPU. */
  readonly startCpuMs: number;
  readonly startMs: number;
  /** CPU used so far, all threads, ms. */
  cpuMs(): Promise<number>;
  /** Resident memory now, MB. */
  rssMb(): Promise<number>;
}

/** Linux counts CPU in hundredths of a second (proc_pid_stat(5), sysconf(_SC_CLK_TCK)). */
const msPerTick = 10;

/** Starts a program of Node and resolves when it prints `ready`, or logs it. Rejects where it ends before. */
export async function startMeasured(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: string,
): Promise<Measured> {
  const from = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const isReady = Promise.withResolvers<undefined>();
  createInterface(child.stdout).on('line', (line) => {
    if (line.includes(ready)) isReady.resolve(undefined);
  });
  const early = ended.then(() => {
    throw new Error(`${args.join(' ')} ended before it was ready`);
  });
  early.catch(() => undefined);
  await Promise.race([isReady.promise, early]);
  const startMs = performance.now() - from;
  const { pid } = child;
  async function cpuMs(): Promise<number> {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; utime and stime are the 12th and 13th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  }
  return {
    startMs,
    startCpuMs: await cpuMs(),
    cpuMs,
    async rssMb() {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1_024;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
