import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listenHere } from '#sandbox/loopback.ts';

export interface StubVendor extends AsyncDisposable {
  readonly url: string;
  /** The calls since this was last read. */
  looks(): Looks;
  /** Resolves when this many different restores were looked at since this was last awaited; rejects after `withinMs`. */
  seen(restores: number, withinMs: number): Promise<void>;
  /** From now on every restore is done. */
  finish(): void;
  /** When each restore was first said to be done, ms of the machine's clock. */
  readonly saidDone: ReadonlyMap<string, number>;
}

export interface Looks {
  readonly count: number;
  /** From one look at a restore to the next, ms. */
  readonly gapsMs: readonly number[];
  /** Since the last look at each restore, ms. */
  readonly openMs: readonly number[];
  /** For each restore that was ever looked at: the longest time without a look, which may still last, ms. */
  readonly longestMs: readonly number[];
  /** Calls that would change something. */
  readonly writes: number;
}

const answerMs = 25;

/** CockroachDB Cloud, as far as looks at restores go. */
export async function startStubVendor(): Promise<StubVendor> {
  const last = new Map<string, number>();
  const saidDone = new Map<string, number>();
  let gapsMs: number[] = [];
  let longest = new Map<string, number>();
  let count = 0;
  let writes = 0;
  let isDone = false;

  function note(id: string): void {
    const now = performance.now();
    const gap = now - (last.get(id) ?? now);
    if (last.has(id)) gapsMs.push(gap);
    longest.set(id, Math.max(gap, longest.get(id) ?? 0));
    last.set(id, now);
    count += 1;
  }

  function restore(id: string): object {
    if (isDone && !saidDone.has(id)) saidDone.set(id, Date.now());
    const done = { status: 'SUCCESS', completed_at: new Date().toISOString() };
    return {
      id,
      backup_id: 'backup-1',
      created_at: '2026-03-01T03:00:00Z',
      type: 'DATABASE',
      completion_percent: 0.5,
      ...(isDone ? done : { status: 'PENDING' }),
    };
  }

  const server = createServer((request, response) => {
    const id = decodeURIComponent(request.url?.split('?')[0]?.split('/').at(-1) ?? '');
    if (request.method !== 'GET') writes += 1;
    const isRestore = id.startsWith('bench');
    if (isRestore) note(id);
    setTimeout(() => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(isRestore ? restore(id) : { databases: [], pagination: {} }));
    }, answerMs);
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    looks() {
      const now = performance.now();
      const openMs = [...last.values()].map((at) => now - at);
      const longestMs = [...last].map(([id, at]) => Math.max(now - at, longest.get(id) ?? 0));
      const since = { count, gapsMs, openMs, longestMs, writes };
      [count, gapsMs, writes] = [0, [], 0];
      longest = new Map();
      return since;
    },
    async seen(restores, withinMs) {
      const late = performance.now() + withinMs;
      while (longest.size < restores) {
        if (performance.now() > late) throw new Error(`only ${longest.size} of ${restores} were looked at`);
        await wait(50);
      }
    },
    finish() {
      isDone = true;
    },
    saidDone,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
