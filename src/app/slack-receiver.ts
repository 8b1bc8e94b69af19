import { createHttpReceiver } from '#bot/ingress/http.ts';
import type { SocketTiming } from '#bot/ingress/socket-link.ts';
import { type BotReceiver, createSocketReceivers } from '#bot/ingress/sockets.ts';
import type { SlackConfig } from '#config/slack.ts';
import type { RefusalLog } from '#core/audit/store.ts';
import type { Egress } from '#core/egress.ts';
import type { Log, ReplayGuard } from '#core/ports.ts';
import { createTunnels } from '#providers/http/tunnel.ts';
import type { Check } from './health.ts';

/** From the CONNECT to the end of TLS. */
const connectWithinMs = 10_000;

interface ReceiverDeps {
  readonly replayGuard: ReplayGuard;
  readonly refusals: RefusalLog;
  readonly timing: SocketTiming;
  readonly egress: Egress;
  readonly log: Log;
}

/** How Slack reaches us, as configured. */
interface ConfiguredReceiver {
  readonly receiver: BotReceiver;
  /** Of the health check. */
  readonly unreachable: string;
  /** Where Slack's requests arrive; 0 in Socket Mode, which opens none. */
  readonly port: () => number;
  /** What is odd about how Slack's requests arrive, for readiness. */
  readonly worry: Check;
}

export function createReceiver(
  slack: SlackConfig,
  { replayGuard, refusals, timing, egress, log }: ReceiverDeps,
): ConfiguredReceiver {
  if (slack.mode === 'socket') {
    const { appToken, apiUrl, sockets } = slack;
    const dispatcher = createTunnels(egress, connectWithinMs);
    const receiver = createSocketReceivers({ appToken, apiUrl, sockets, timing, log, dispatcher });
    return { receiver, unreachable: 'no socket to Slack is open', port: () => 0, worry: () => undefined };
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
  return {
    receiver,
    unreachable: 'the port for Slack’s requests is not open',
    port: () => receiver.port(),
    worry() {
      const refused = receiver.unfitSignatures();
      if (refused === 0) return undefined;
      return `${refused} deliveries had a signature that slack.signingSecret does not fit, and none had one that it fits. Compare it with “Signing Secret” under “Basic Information” of the app.`;
    },
  };
}
