import { App } from '@slack/bolt';
import { defined } from '#core/defined.ts';
import type { Choice } from '#core/provider.ts';
import type { Secret } from '#core/secret.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import { createInFlight } from './in-flight.ts';
import type { BotReceiver } from './ingress/sockets.ts';
import type { ListenerDeps } from './listeners/deps.ts';
import { listen } from './listeners/index.ts';
import { createRemembered } from './listeners/remembered.ts';
import { type HomeDrawn, redrawHome } from './listeners/show-home.ts';
import { createAnswerFetch } from './slack/answer-fetch.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import { createPeopleClient } from './slack/people-client.ts';
import { type Self, workspaceOf } from './slack/self.ts';
import { createViewStamp } from './view-stamp.ts';

type OfListeners = Pick<
  ListenerDeps,
  'service' | 'channels' | 'refusals' | 'connectionHealth' | 'onHomeOpened' | 'log'
>;

/** Without `slack`, people are answered by a client for the token; without `now`, by the machine's clock. */
export interface BotDeps
  extends OfListeners, Partial<Pick<ListenerDeps, 'slack' | 'directory' | 'presets' | 'now'>> {
  readonly receiver: BotReceiver;
  readonly token: Secret;
  readonly slackApiUrl: string;
  /** The workspace it works in. @default the one that the token is for */
  readonly teamId?: string | undefined;
  /** Put around the answer to each delivery of Slack. @default nothing */
  readonly aroundDelivery?: (delivery: Delivery, answer: () => Promise<void>) => Promise<void>;
  /** How long a stop waits for listeners: the longest that one waits for a vendor, ms. @default 10_000 */
  readonly stopWithinMs?: number;
}

export interface Bot {
  /** Opens the connections; resolves after the first try, and rejects where Slack refuses us. */
  start(): Promise<void>;
  /** Lets listeners finish what they began, then closes the connections. */
  stop(): Promise<void>;
  connected(): boolean;
  /** Draws somebody's home tab again. Never rejects. */
  drawHome(user: string): Promise<HomeDrawn>;
}

/** The bot that people talk to. */
export function makeBot(deps: BotDeps): Bot {
  const { receiver, token, slackApiUrl, teamId, aroundDelivery, stopWithinMs = 10_000, ...given } = deps;
  const { log, now = () => new Date() } = given;
  const slack = given.slack ?? createPeopleClient({ token, apiUrl: slackApiUrl, log });
  let self: Self | undefined;
  const app = new App({
    receiver,
    // Asked once, before the first listener runs: Slack may be away when we start.
    async authorize() {
      self ??= await slack.self();
      return { botToken: token.reveal(), botUserId: self.user_id, ...defined({ botId: self.bot_id }) };
    },
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: { slackApiUrl, fetch: createAnswerFetch() },
  });
  const inFlight = createInFlight();
  app.use(inFlight.middleware);
  if (aroundDelivery !== undefined) {
    app.use(({ body, next }) => aroundDelivery(deliveryOf(body), () => next()));
  }
  app.error(async (error) => log.error({ err: error }, 'listener answer failed'));
  const listeners: ListenerDeps = {
    directory: undefined,
    presets: [],
    ...given,
    slack,
    now,
    isOurTeam: (team) => self !== undefined && team === workspaceOf(self, teamId),
    stamp: createViewStamp(token),
    examples: createRemembered<string>(now),
    lateChoices: createRemembered<readonly Choice[]>(now),
  };
  listen(app, listeners);
  return {
    async start() {
      await app.start();
    },
    async stop() {
      // First with the connections open, because some listeners must still answer; then those that came in since.
      const startedMs = performance.now();
      await inFlight.drain(stopWithinMs);
      await app.stop();
      const left = await inFlight.drain(Math.max(0, stopWithinMs - (performance.now() - startedMs)));
      if (left > 0) log.warn({ left }, 'stopped before listeners finished');
    },
    connected: () => receiver.connected(),
    drawHome: (user) => redrawHome(listeners, user),
  };
}
