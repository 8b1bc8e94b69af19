import { createHttpReceiver } from '#bot/ingress/http.ts';
import type { SocketTiming } from '#bot/ingress/socket-link.ts';
import { type BotReceiver, createSocketReceivers } from '#bot/ingress/sockets.ts';
import type { SlackConfig } from '#config/slack.ts';
import type { RefusalLog } from '#core/audit/store.ts';
import type { Log, ReplayGuard } from '#core/ports.ts';

interface ReceiverDeps {
  readonly replayGuard: ReplayGuard;
  readonly refusals: RefusalLog;
  readonly timing: SocketTiming;
  readonly log: Log;
}

/** How Slack reaches us, as configured. */
interface ConfiguredReceiver {
  readonly receiver: BotReceiver;
  /** Of the health check. */
  readonly unreachable: string;
  /** Where Slack's requests arrive; 0 in Socket Mode, which opens none. */
  readonly port: () => number;
}

export function createReceiver(
  slack: SlackConfig,
  { replayGuard, refusals, timing, log }: ReceiverDeps,
): ConfiguredReceiver {
  if (slack.mode === 'socket') {
    const { appToken, apiUrl, sockets } = slack;
    const receiver = createSocketReceivers({ appToken, apiUrl, sockets, timing, log });
    return { receiver, unreachable: 'no socket to Slack is open', port: () => 0 };
  }
  const { signingSecret: signingSecrets, http } = slack;
  const receiver = createHttpReceiver({
    signingSecrets,
    ...http,
    replayGuard,
    refusals,
    log,
    now: () => new Date(),
  });
  return { receiver, unreachable: 'the port for Slack’s requests is not open', port: () => receiver.port() };
}
