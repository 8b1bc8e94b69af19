import { type App, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import { boltLogger } from './bolt-logger.ts';

/** How Slack reaches us. */
export interface BotReceiver extends Receiver {
  /** Whether Slack could reach us at this moment. */
  connected(): boolean;
}

export interface SocketDeps {
  readonly appToken: Secret;
  readonly apiUrl: string;
  /** How many connections. socket-mode 3.1.0 hears nothing for 5 s at each reconnect, so two are better. @default 2 */
  readonly sockets?: number;
  readonly log: Log;
}

/** Socket Mode over several connections; each payload arrives at one of them. */
export function createSocketReceivers({ appToken, apiUrl, sockets = 2, log }: SocketDeps): BotReceiver {
  const receivers = Array.from(
    { length: sockets },
    () =>
      new SocketModeReceiver({
        appToken: appToken.reveal(),
        logger: boltLogger(log),
        // An object of its own for each: the receiver writes its retry policy into it. That policy stays, because
        // a client that gives up opening its connection ends the process.
        installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
      }),
  );
  return {
    init(app: App) {
      for (const receiver of receivers) receiver.init(app);
    },
    async start() {
      await Promise.all(receivers.map((receiver) => receiver.start()));
    },
    async stop() {
      await Promise.all(receivers.map((receiver) => receiver.stop()));
    },
    connected: () => receivers.some(({ client }) => client.websocket?.isActive() === true),
  };
}
