import type { App, Receiver } from '@slack/bolt';
import { createSocketLink, type SocketLinkDeps, socketTiming, type SocketTiming } from './socket-link.ts';

/** How Slack reaches us. */
export interface BotReceiver extends Receiver {
  /** Whether Slack could reach us at this moment. */
  connected(): boolean;
}

export interface SocketDeps extends Omit<SocketLinkDeps, 'timing'> {
  /** How many connections: while one is refreshed, or found half open, another one receives. @default 2 */
  readonly sockets?: number;
  readonly timing?: SocketTiming;
}

/**
 * Socket Mode over several connections; each payload arrives at one of them. Starting rejects where Slack refuses
 * all of them; where it does not answer, they go on trying.
 */
export function createSocketReceivers({
  sockets = 2,
  timing = socketTiming,
  ...deps
}: SocketDeps): BotReceiver {
  const links = Array.from({ length: sockets }, () => createSocketLink({ ...deps, timing }));
  return {
    init(app: App) {
      for (const link of links) link.init(app);
    },
    async start() {
      const [refusal, ...others] = await Promise.all(links.map((link) => link.start()));
      if (refusal === undefined || others.includes(undefined)) return;
      throw new Error(`slack.appToken: Slack refuses it (${refusal}); copy it again from the app's page.`);
    },
    async stop() {
      await Promise.all(links.map((link) => link.stop()));
    },
    connected: () => links.some((link) => link.isOpen()),
  };
}
