import { makeBot } from '#bot/index.ts';
import { createPeopleClient } from '#bot/slack/people-client.ts';
import { loadEgress } from '#config/config.ts';
import { startHomeKeeper } from '#jobs/home-keeper.ts';
import { createRedisReplayGuard } from '#store/redis-replay-guard.ts';
import { wrap } from './around.ts';
import { configWarnings } from './config-warnings.ts';
import type { Checks } from './health.ts';
import { socketTimingOf } from './intervals.ts';
import type { OpenRecord } from './record.ts';
import type { OpenService } from './service.ts';
import { createReceiver } from './slack-receiver.ts';
import type { OpenSlack } from './slack.ts';
import type { Starting } from './start-context.ts';
import { slackStep } from './start-steps.ts';
import { inDelivery } from './tracing.ts';

interface BotRole {
  /** Where Slack's requests arrive; 0 in Socket Mode. */
  readonly slackPort: number;
  readonly checks: Checks;
  /** What comes and goes, for readiness. */
  readonly worries: Checks;
  /** What is odd about the configuration, for readiness. */
  readonly warnings: readonly string[];
}

/** Starts what listens to Slack. */
export async function startBotRole(
  { config, log, around, stack }: Starting,
  { redis, refusals, store, pacer, homes, connectionHealth }: OpenRecord,
  { slack, channels, directory }: OpenSlack,
  { service, providers }: OpenService,
): Promise<BotRole> {
  const warnings = await configWarnings(config, [...providers.values()], slack, new Date());
  for (const text of warnings) log.warn({ text }, 'configuration warning');
  const { botToken: token, apiUrl, workspace: teamId } = config.slack;
  const { receiver, unreachable, port, worry } = createReceiver(config.slack, {
    replayGuard: createRedisReplayGuard({ redis, prefix: config.redis.prefix }),
    refusals,
    timing: socketTimingOf(config),
    egress: loadEgress(),
    log,
  });
  const bot = makeBot({
    receiver,
    token,
    slackApiUrl: apiUrl,
    teamId,
    slack: wrap(around, 'people', createPeopleClient({ token, apiUrl, log })),
    channels,
    service,
    directory,
    presets: config.presets,
    refusals,
    connectionHealth: () => connectionHealth.read(),
    aroundDelivery: inDelivery,
    onHomeOpened: async (user) => homes.open(user, await store.now(), await store.auditSequence()),
    log,
    stopWithinMs: config.intervals.stopWithin,
  });
  await slackStep('connecting to Slack', bot.start());
  stack.defer(() => bot.stop());
  const everyMs = config.intervals.homeEvery;
  stack.use(startHomeKeeper({ homes, store, pacer, draw: (user) => bot.drawHome(user), log, everyMs }));
  return {
    slackPort: port(),
    checks: { slack: () => (bot.connected() ? undefined : unreachable) },
    worries: { deliveries: worry },
    warnings,
  };
}
