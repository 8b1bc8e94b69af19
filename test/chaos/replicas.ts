import { setTimeout as pause } from 'node:timers/promises';
import type { Around } from '#app/around.ts';
import { createLog } from '#app/log.ts';
import type { Role } from '#app/start-context.ts';
import { startRestorebot } from '#app/start.ts';
import { hurried } from '#test/support/hurried.ts';
import { layered } from '#test/support/layered.ts';
import { type Director, directed } from '#test/support/points.ts';
import { startRestorebotProcess } from '#test/support/restorebot-process.ts';
import type { Story } from './story.ts';
import type { Tale } from './words.ts';
import type { ChaosWorld } from './world.ts';

/** The restorebots of a run. */
export interface Replicas extends AsyncDisposable {
  /** Stops one in good order, and starts it again. */
  roll(replica: number): Promise<void>;
  /** All at once, as a change of the configuration does. */
  rollAll(): Promise<void>;
  /** Lets its process freeze for so long, as a machine that is suspended; `false` where it has none. */
  suspend(replica: number, ms: number): Promise<boolean>;
  /** Puts the clock of its machine forward, or back; `false` where it runs in no separate process. */
  setClock(replica: number, ms: number): Promise<boolean>;
}

interface ReplicasDeps {
  readonly story: Story;
  readonly world: ChaosWorld;
  readonly direct: Director;
  readonly bug: Around;
  readonly tale: Tale;
}

interface Replica {
  stop(): Promise<void>;
  /** Absent: it is in this process. */
  readonly machine?: { suspend(ms: number): Promise<void>; setClock(ms: number): void };
}

export async function startReplicas(deps: ReplicasDeps): Promise<Replicas> {
  const { story, tale } = deps;
  let closing = false;
  const running: Promise<Replica>[] = [];

  /** As a supervisor would: one that does not start (Redis or Slack are away) is started again. */
  async function startOne(role: Role, index: number): Promise<Replica> {
    for (;;) {
      try {
        return await (story.processes ? startProcess(deps, role, () => again(index)) : startHere(deps, role));
      } catch (error) {
        if (closing) return { stop: async () => undefined };
        tale.tell(`replica ${index} does not start: ${String(error).replaceAll(/\s+/gu, ' ')}`);
        await pause(300);
      }
    }
  }

  function again(index: number): void {
    if (closing) return;
    tale.tell(`replica ${index} is dead, and is started again`);
    running[index] = startOne(story.replicas[index] ?? 'all', index);
  }

  for (const [index, role] of story.replicas.entries()) running[index] = startOne(role, index);
  await Promise.all(running);

  async function roll(replica: number): Promise<void> {
    const index = replica % running.length;
    const old = await running[index];
    await old?.stop();
    if (!closing) running[index] = startOne(story.replicas[index] ?? 'all', index);
    await running[index];
    tale.tell(`replica ${index} was stopped and works again`);
  }

  async function machineOf(replica: number): Promise<Replica['machine']> {
    return (await running[replica % running.length])?.machine;
  }

  return {
    roll,
    async rollAll() {
      await Promise.all(running.map((_, index) => roll(index)));
    },
    async suspend(replica, ms) {
      const machine = await machineOf(replica);
      await machine?.suspend(ms);
      return machine !== undefined;
    },
    async setClock(replica, ms) {
      const machine = await machineOf(replica);
      machine?.setClock(ms);
      return machine !== undefined;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      await Promise.all(running.map(async (each) => (await each).stop()));
    },
  };
}

async function startHere({ world, direct, bug }: ReplicasDeps, role: Role): Promise<Replica> {
  const restorebot = await startRestorebot({
    config: world.config(),
    role,
    log: createLog('error', { write: () => undefined }),
    around: layered(directed(direct), hurried, bug),
  });
  return { stop: async () => restorebot[Symbol.asyncDispose]() };
}

async function startProcess(
  { story, world, direct }: ReplicasDeps,
  role: Role,
  onKilled: () => void,
): Promise<Replica> {
  const child = await startRestorebotProcess({
    configPath: world.configPath,
    role,
    direct,
    hurried: true,
    suspends: story.machines ? 'machine' : 'process',
    onLog: () => undefined,
  });
  let stopped = false;
  void child.ended.then(() => (stopped ? undefined : onKilled()));
  return {
    machine: {
      async suspend(ms) {
        child.suspend();
        await pause(ms);
        child.resume();
      },
      setClock: (ms) => child.setClock(ms),
    },
    async stop() {
      stopped = true;
      await child.kill('SIGTERM');
    },
  };
}
