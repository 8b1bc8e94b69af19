import { setTimeout as wait } from 'node:timers/promises';
import { type App, SocketModeReceiver, type SocketModeReceiverOptions } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import { defined } from '#core/defined.ts';
import type { Log } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import { quietLogger } from '../slack/slack-client-log.ts';

/** Intervals of one connection, milliseconds. */
export interface SocketTiming {
  /** Without a pong for this long, the connection counts as lost. @default 5_000 */
  readonly pingMs: number;
  /** The wait after a failure; it doubles with the next. After a connection that had lasted there is none. @default 1_000 */
  readonly retryFirstMs: number;
  /** @default 30_000 */
  readonly retryMaxMs: number;
}

export const socketTiming: SocketTiming = { pingMs: 5_000, retryFirstMs: 1_000, retryMaxMs: 30_000 };

export interface SocketLinkDeps {
  readonly appToken: Secret;
  readonly apiUrl: string;
  readonly timing: SocketTiming;
  readonly log: Log;
  /** By which its calls and its WebSocket leave; the library's own knows no proxy. @default directly */
  readonly dispatcher?: SocketModeReceiverOptions['dispatcher'];
}

/** One connection of Socket Mode that comes back automatically, whatever Slack answers meanwhile. */
export interface SocketLink {
  init(app: App): void;
  /** Resolves after the first try; gives Slack's code where it refused us (`invalid_auth`). */
  start(): Promise<string | undefined>;
  stop(): Promise<void>;
  /** Whether Slack could deliver something here now. */
  isOpen(): boolean;
}

/** One call of apps.connections.open. */
const openWithinMs = 10_000;
/** From the address to Slack's `hello`; the WebSocket itself waits for minutes. */
const helloWithinMs = 15_000;
/** A connection that ends sooner was none: Slack says so of one too many. */
const steadyMs = 5_000;
const stopWithinMs = 1_000;

/** docs.slack.dev/apis/events-api/using-socket-mode#disconnect */
const Disconnect = z.object({ type: z.literal('disconnect'), reason: z.string() });

/**
 * The library's own reconnecting is off: it is deaf for 5 s at each refresh, and where apps.connections.open fails
 * meanwhile it rejects a promise that nobody holds, which ends the process (node-slack-sdk #2656).
 */
export function createSocketLink({ appToken, apiUrl, timing, log, dispatcher }: SocketLinkDeps): SocketLink {
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    ...defined({ dispatcher }),
    // What a failure means is said below, once; the library repeats its errors at each try.
    logger: quietLogger(log),
    clientPingTimeout: timing.pingMs,
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: openWithinMs,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const { client } = receiver;
  const stopping = new AbortController();
  let greeted = false;
  let alarmed: string | undefined;
  let ended = Promise.withResolvers<void>();
  client.on('connected', () => {
    greeted = true;
  });
  client.on('disconnected', () => {
    greeted = false;
    ended.resolve();
  });
  client.on('ws_message', (data: unknown) => {
    const reason = reasonIn(data);
    if (reason === undefined) return;
    if (reason === 'link_disabled') log.error({ reason }, 'socket mode disabled for this app');
    else log.info({ reason }, 'slack connection closed');
  });

  /** Opens it and waits for Slack's `hello`. Throws where that fails. */
  async function open(): Promise<void> {
    ended = Promise.withResolvers();
    const tooLate = setTimeout(() => void client.disconnect(), openWithinMs + helloWithinMs);
    try {
      await receiver.start();
    } finally {
      clearTimeout(tooLate);
    }
  }

  async function keep(tried: (refusal: string | undefined) => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      const openedAt = performance.now();
      try {
        await open();
        alarmed = undefined;
        log.info({ failures }, 'slack connection open');
        tried(undefined);
        await ended.promise;
        failures = performance.now() - openedAt < steadyMs ? failures + 1 : 0;
      } catch (error) {
        failures += 1;
        complain(failures, error);
        tried(refusalIn(error));
      }
      await wait(delayMs(timing, failures), undefined, { signal: stopping.signal });
    }
  }

  /** A refusal does not go away; it is logged once, as an error. */
  function complain(failures: number, error: unknown): void {
    const refusal = refusalIn(error);
    const fields = { failures, ...(refusal === undefined ? { err: error } : { refusal }) };
    if (refusal !== undefined && refusal !== alarmed) log.error(fields, 'slack connection refused');
    else log.warn(fields, 'no connection to Slack; trying again');
    alarmed = refusal ?? alarmed;
  }

  return {
    init: (app) => receiver.init(app),
    start() {
      const tried = Promise.withResolvers<string | undefined>();
      keep(tried.resolve).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'slack connection given up');
      });
      return tried.promise;
    },
    async stop() {
      stopping.abort();
      // A peer that does not answer would delay the close by half a minute.
      await Promise.race([client.disconnect(), wait(stopWithinMs)]);
    },
    isOpen: () => greeted && client.websocket?.isActive() === true,
  };
}

/** At once after a connection that had lasted; doubling with each failure. */
function delayMs({ retryFirstMs, retryMaxMs }: SocketTiming, failures: number): number {
  return failures === 0 ? 0 : Math.min(retryMaxMs, retryFirstMs * 2 ** Math.min(failures - 1, 20));
}

function refusalIn(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

function reasonIn(data: unknown): string | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message = Disconnect.safeParse(JSON.parse(data));
    return message.success ? message.data.reason : undefined;
  } catch {
    return undefined;
  }
}
