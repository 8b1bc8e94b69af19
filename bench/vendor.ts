import { once } from 'node:events';
import { createServer } from 'node:http';
import { listenHere } from '#sandbox/loopback.ts';

export interface StubVendor extends AsyncDisposable {
  readonly url: string;
  /** What it was asked since the last question. */
  looks(): Looks;
  /** From now on every restore is done. */
  finish(): void;
  /** When each restore was first said to be done, ms of the machine's clock. */
  readonly saidDone: ReadonlyMap<string, number>;
}

export interface Looks {
  readonly count: number;
  /** From one look at a restore to the next, ms. */
  readonly gapsMs: readonly number[];
  /** How many different restores. */
  readonly restores: number;
  /** Calls that would change something. */
  readonly writes: number;
}

const answerMs = 25;

/** CockroachDB Cloud, as far as looks at restores go. */
export async function startStubVendor(): Promise<StubVendor> {
  const last = new Map<string, number>();
  const saidDone = new Map<string, number>();
  let gapsMs: number[] = [];
  let seen = new Set<string>();
  let count = 0;
  let writes = 0;
  let isDone = false;

  function note(id: string): void {
    const now = performance.now();
    const before = last.get(id);
    if (before !== undefined) gapsMs.push(now - before);
    last.set(id, now);
    seen.add(id);
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
      const since = { count, gapsMs, restores: seen.size, writes };
      [count, gapsMs, writes, seen] = [0, [], 0, new Set()];
      return since;
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
