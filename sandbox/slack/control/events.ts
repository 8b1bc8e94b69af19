import type { ServerResponse } from 'node:http';
import type { World } from '../world.ts';

/** Server-Sent Events: one `change` for each change this person could notice. */
export function streamChanges(world: World, user: string | undefined, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': listening\n\n');
  const listener = {
    user,
    hear: (event: unknown): void => {
      response.write(`event: change\ndata: ${JSON.stringify(event)}\n\n`);
    },
  };
  world.listeners.add(listener);
  response.on('close', () => world.listeners.delete(listener));
}
