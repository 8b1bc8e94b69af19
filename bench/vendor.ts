import { once } from 'node:events';
import { createServer } from 'node:http';

export interface StubVendor extends AsyncDisposable {
  readonly url: string;
  /** How often a restore was looked at since the last question. */
  looks(): number;
}

const answerMs = 25;

/** CockroachDB Cloud, as far as a look at a restore goes: it is always half done. */
export async function startStubVendor(): Promise<StubVendor> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    setTimeout(() => {
      const id = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          id,
          backup_id: 'backup-1',
          status: 'PENDING',
          created_at: '2026-03-01T03:00:00Z',
          type: 'DATABASE',
          completion_percent: 0.5,
        }),
      );
    }, answerMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    looks() {
      const since = count;
      count = 0;
      return since;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
