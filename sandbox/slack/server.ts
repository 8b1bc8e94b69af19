import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { join } from 'node:path';
import { sendText } from '../http.ts';
import { listenHere } from '../loopback.ts';
import type { Stage } from './acts/stage.ts';
import { streamChanges } from './control/events.ts';
import { personRoutes } from './control/person-routes.ts';
import { type Route, serveControl } from './control/route.ts';
import { workspaceRoutes } from './control/workspace-routes.ts';
import { createPostDelivery } from './delivery/posts.ts';
import { createSocketDelivery } from './delivery/sockets.ts';
import { slackLimits } from './limits.ts';
import type { FakeSlackOptions } from './options.ts';
import { serveResponseUrl } from './response-url.ts';
import { serveFile } from './static-files.ts';
import { serveWebApi } from './web-api/serve.ts';
import { createWorld } from './world.ts';

/** A running fake Slack. */
export interface FakeSlack extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:…`: the page, and the control API below `/control`. */
  readonly url: string;
  /** What an app takes as `slackApiUrl`; ends with a slash. */
  readonly apiUrl: string;
  /** Tells the pages that the panel has something new. */
  panelChanged(): void;
  /** Lets this many milliseconds pass on Slack's clock. */
  advance(ms: number): void;
}

/**
 * Listens on 127.0.0.1, unless `host` says otherwise. `panel`: more of the control API, for the program that runs this Slack; the
 * page shows a panel for it. Rejects if the port is taken or the manifest is none.
 */
export async function startFakeSlack(
  options: FakeSlackOptions,
  panel?: readonly Route[],
): Promise<FakeSlack> {
  const world = createWorld(options, panel !== undefined);
  const limits = {
    ackTimeoutMs: options.ackTimeoutMs ?? slackLimits.ackMs,
    redeliveries: options.redeliveries ?? 1,
  };
  const sockets = createSocketDelivery(world, limits);
  const target = options.delivery ?? 'socket';
  const delivery =
    target === 'socket'
      ? sockets
      : createPostDelivery(world, {
          ...limits,
          url: target === 'http' ? undefined : target.http,
          signingSecret: options.signingSecret,
        });
  const routes = [...personRoutes, ...workspaceRoutes, ...(panel ?? [])];
  const pageDir = options.pageDir ?? join(import.meta.dirname, 'page');
  const tokens = { bot: options.botToken, app: options.appToken };
  let port = 0;

  function stage(): Stage {
    return { world, delivery, baseUrl: `http://127.0.0.1:${port}` };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { baseUrl } = stage();
    const url = new URL(request.url ?? '/', baseUrl);
    if (url.pathname.startsWith('/api/')) {
      const newSocketUrl = (): string => sockets.newUrl(options.socketOrigin ?? `ws://127.0.0.1:${port}`);
      const context = { world, baseUrl, scopes: world.app.scopes, newSocketUrl };
      await serveWebApi(context, tokens, request, response, url);
    } else if (url.pathname.startsWith('/response/')) {
      await serveResponseUrl(world, request, response, url);
    } else if (url.pathname === '/control/events') {
      const who = url.searchParams.get('as') ?? '';
      const known = [...world.users.values()].find(({ id, name }) => id === who || `@${name}` === who);
      streamChanges(world, known?.id ?? (who === '' ? undefined : who), response);
    } else if (url.pathname.startsWith('/control/permalink/')) {
      const [channel = '', ts = ''] = url.pathname.slice('/control/permalink/'.length).split('/');
      const query = new URLSearchParams({ channel, ts });
      response.writeHead(302, { location: `/?${query.toString()}` }).end();
    } else if (url.pathname.startsWith('/control/')) {
      await serveControl(routes, stage(), request, response, url);
    } else {
      await serveFile(pageDir, url.pathname, response);
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, `fake Slack failed: ${String(error)}`);
    });
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  port = await listenHere(server, options.port, options.host);

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    apiUrl: `http://127.0.0.1:${port}/api/`,
    panelChanged: () => world.changed({ type: 'panel' }),
    advance(ms) {
      world.advance(ms);
      world.changed({ type: 'workspace' });
    },
    async [Symbol.asyncDispose]() {
      await delivery[Symbol.asyncDispose]();
      await sockets[Symbol.asyncDispose]();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
