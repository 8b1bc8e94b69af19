import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Receiver } from '@slack/bolt';
import type { FakeSlack } from '#sandbox/slack/server.ts';
import { appToken, botToken, signingSecret } from './workspace.ts';

/** A real Bolt app, stopped at the end of the test. */
export interface RunningApp extends AsyncDisposable {
  readonly app: App;
}

/** Over Socket Mode; `listen` adds the listeners before the connection opens. */
export function startSocketApp(server: FakeSlack, listen: (app: App) => void): Promise<RunningApp> {
  const receiver = new SocketModeReceiver({
    appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: server.apiUrl } },
  });
  return start(server, receiver, listen);
}

/** Over HTTP on this port of the loopback. */
export function startHttpApp(
  server: FakeSlack,
  port: number,
  listen: (app: App) => void,
): Promise<RunningApp> {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ['/slack/events'],
    logLevel: LogLevel.ERROR,
  });
  return start(server, receiver, listen, port);
}

async function start(
  server: FakeSlack,
  receiver: Receiver,
  listen: (app: App) => void,
  port = 0,
): Promise<RunningApp> {
  const app = new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    convoStore: false,
    deferInitialization: true,
    clientOptions: { slackApiUrl: server.apiUrl },
  });
  listen(app);
  await app.init();
  await app.start(port);
  return {
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}
