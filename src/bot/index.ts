import { App } from '@slack/bolt';
import type { RefusalLog } from '#core/audit/store.ts';
import type { HealthOfConnections } from '#core/connection-health.ts';
import { defined } from '#core/defined.ts';
import type { Directory, Log } from '#core/ports.ts';
import type { Preset } from '#core/preset.ts';
import type { Choice } from '#core/provider.ts';
import type { Secret } from '#core/secret.ts';
import type { RestoreService } from '#service/api.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import { createInFlight } from './in-flight.ts';
import type { BotReceiver } from './ingress/sockets.ts';
import { listen } from './listeners/index.ts';
import { createRemembered } from './listeners/remembered.ts';
import { type HomeDrawn, redrawHome } from './listeners/show-home.ts';
import { createAnswerFetch } from './slack/answer-fetch.ts';
import { boltLogger } from './slack/bolt-logger.ts';
import type { SlackChannels } from './slack/channels.ts';
import { createPeopleClient, type PeopleClient } from './slack/people-client.ts';
import { type Self, workspaceOf } from './slack/self.ts';
import { createViewStamp } from './view-stamp.ts';

export interface BotDeps {
  readonly receiver: BotReceiver;
  readonly token: Secret;
  readonly slackApiUrl: string;
  /** How people are answered. @default a client for the token */
  readonly slack?: PeopleClient;
  /** Where a card can go. */
  readonly channels: Pick<SlackChannels, 'facts'>;
  /** The workspace it works in. @default the one that the token is for */
  readonly teamId?: string | undefined;
  readonly service: RestoreService;
  /** To tell somebody at the click, and not after the form, that they may not decide. */
  readonly directory?: Directory;
  /** Restores that a team has prepared. @default none */
  readonly presets?: readonly Preset[];
  /** For what is refused before it comes to the service. */
  readonly refusals: RefusalLog;
  /** How connections last answered, for the home tab. @default nobody knows */
  readonly connectionHealth?: () => Promise<HealthOfConnections>;
  /** Called before somebody's home tab is drawn because they opened it. */
  readonly onHomeOpened?: (user: string) => Promise<void>;
  /** Put around the answer to each delivery of Slack. @default nothing */
  readonly aroundDelivery?: (delivery: Delivery, answer: () => Promise<void>) => Promise<void>;
  readonly log: Log;
  /** How long a stop waits for listeners, milliseconds. @default 10_000 */
  readonly stopWithinMs?: number;
  /** For "37 min ago" in forms; deadlines go by the store's clock. @default the machine's */
  readonly now?: () => Date;
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

/** The longest a listener waits for a vendor, and a little more. */
const defaultStopWithinMs = 10_000;

/** The bot that people talk to. */
export function makeBot(deps: BotDeps): Bot {
  const {
    receiver,
    token,
    slackApiUrl,
    channels,
    service,
    directory,
    presets = [],
    refusals,
    log,
    now = () => new Date(),
    stopWithinMs = defaultStopWithinMs,
  } = deps;
  const slack = deps.slack ?? createPeopleClient({ token, apiUrl: slackApiUrl, log });
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
  const { aroundDelivery } = deps;
  if (aroundDelivery !== undefined) {
    app.use(({ body, next }) => aroundDelivery(deliveryOf(body), () => next()));
  }
  app.error(async (error) => log.error({ err: error }, 'listener answer failed'));
  const isOurTeam = (team: string | undefined) =>
    self !== undefined && team === workspaceOf(self, deps.teamId);
  const stamp = createViewStamp(token);
  const { connectionHealth, onHomeOpened } = deps;
  const listeners = {
    service,
    directory,
    slack,
    channels,
    isOurTeam,
    stamp,
    presets,
    examples: createRemembered<string>(now),
    lateChoices: createRemembered<readonly Choice[]>(now),
    refusals,
    log,
    now,
    ...defined({ connectionHealth, onHomeOpened }),
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
