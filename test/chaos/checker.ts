import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { listenHere } from '#sandbox/loopback.ts';

/** What the program that reads restored data does when it is asked. */
export const behaviors = ['passes', 'fails', 'hangs', 'lies', 'lies of the future', 'breaks'] as const;
export type Behavior = (typeof behaviors)[number];

/** Somebody's program that restorebot asks whether restored data is right. */
export interface Checker extends AsyncDisposable {
  readonly url: string;
  /** Ids of requests for which it said that it had read data and found it right. */
  readonly vouched: ReadonlySet<string>;
}

const Question = z.object({ requestId: z.string(), restorePoint: z.iso.datetime() });

export async function startChecker(behavior: Behavior): Promise<Checker> {
  const vouched = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { requestId, restorePoint } = Question.parse(JSON.parse(Buffer.concat(chunks).toString()));
      // It has read the data, whether or not its answer arrives.
      if (behavior === 'passes') vouched.add(requestId);
      answer(response, behavior, new Date(restorePoint));
    });
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    vouched,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, behavior: Behavior, restorePoint: Date): void {
  const say = (body: object): void => void response.end(JSON.stringify(body));
  switch (behavior) {
    case 'passes':
      return say({ result: 'pass', read: [{ name: 'rows', value: 12_000 }] });
    case 'fails':
      return say({ result: 'fail', read: [{ name: 'rows', value: 0 }] });
    case 'hangs':
      return undefined;
    case 'lies':
      return say({ result: 'pass' });
    case 'lies of the future': {
      const later = new Date(restorePoint.getTime() + 1_000).toISOString();
      return say({ result: 'pass', read: [{ name: 'newest', value: later }] });
    }
    case 'breaks':
      response.destroy();
  }
}
