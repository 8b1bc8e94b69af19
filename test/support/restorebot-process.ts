import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Role } from '#app/start-context.ts';
import type { Director } from './points.ts';
import { FromProcess, type ToProcess } from './restorebot-wire.ts';

/** A restorebot in its own process. */
export interface RestorebotProcess extends AsyncDisposable {
  /** 0: it was killed on its way. */
  readonly healthPort: number;
  /** Resolves when the process is gone, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Sends it, and waits until the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** The whole process freezes until `resume`. */
  suspend(): void;
  resume(): void;
  /** From now on its calendar is this far from ours, milliseconds. */
  setClock(ms: number): void;
}

/** Halves the time that a start takes. */
const compiled = join(import.meta.dirname, '../../node_modules/.cache/compiled');

interface Start {
  readonly configPath: string;
  readonly role: Role;
  /** @default everything goes on */
  readonly direct?: Director;
  /** Paces what goes to Slack faster than Slack would like. @default false */
  readonly hurried?: boolean;
  /** What `suspend` stands for: where it is the machine, a clock that only grows does not count it. @default 'process' */
  readonly suspends?: 'process' | 'machine';
  /** A line of what it logs: errors, and the audit. @default the errors are passed on to our own stderr */
  readonly onLog?: (line: string) => void;
}

/**
 * Starts `restorebot-main.ts` and resolves when it says that it works, or when it was killed on the way there.
 * Rejects if it ends unasked.
 */
export async function startRestorebotProcess({
  configPath,
  role,
  direct = () => undefined,
  hurried = false,
  suspends = 'process',
  onLog = (line) => {
    if (!line.includes('"audit":true')) process.stderr.write(`${line}\n`);
  },
}: Start): Promise<RestorebotProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'restorebot-main.ts')], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
      RESTOREBOT_CONFIG: configPath,
      ROLE: role,
      HURRIED: hurried ? 'yes' : 'no',
      SUSPENDS: suspends,
    },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const ready = Promise.withResolvers<number>();
  if (child.stderr !== null) createInterface(child.stderr).on('line', onLog);
  child.on('message', (said) => {
    const message = FromProcess.parse(said);
    if (message.type === 'ready') ready.resolve(message.healthPort);
    else void answer(child, direct, message);
  });
  const healthPort = await Promise.race([
    ready.promise,
    ended.then((signal) => {
      if (signal !== 'SIGKILL') throw new Error('the process ended before it was ready');
      return 0;
    }),
  ]);
  return {
    healthPort,
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
    suspend: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    setClock(ms) {
      const message: ToProcess = { type: 'clock', ms };
      if (child.connected) child.send(message, () => undefined);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Lets it go on from a point, or kills it while it waits there. */
async function answer(
  child: ChildProcess,
  direct: Director,
  { id, point }: Extract<FromProcess, { type: 'at' }>,
): Promise<void> {
  const reaction = await direct(point);
  if (reaction?.type === 'kill') {
    child.kill('SIGKILL');
    return;
  }
  const go: ToProcess = { type: 'go', id, ...(reaction === undefined ? {} : { reaction }) };
  if (child.connected) child.send(go, () => undefined);
}
