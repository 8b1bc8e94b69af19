import { type CardsInSlackDeps, createCardsInSlack } from '#bot/announcer/cards-in-slack.ts';
import { createSlackClient } from '#bot/slack/slack-client.ts';
import type { Config } from '#config/config.ts';
import { dayMs } from '#core/instant.ts';
import { longestWaitMs } from '#core/longest-wait.ts';
import type { Log } from '#core/ports.ts';
import type { CardsInSlack, Obstacle } from '#core/recovery.ts';
import { createRecovery, type Recovering, type Recovery, type RecoveryDeps } from '#service/recovery.ts';
import { createRedisPacer } from '#store/redis-pacer.ts';
import { newId } from './new-id.ts';

type Redis = Parameters<typeof createRedisPacer>[0]['redis'];
type Parts = Pick<RecoveryDeps, 'epoch' | 'store' | 'wakeups' | 'audit' | 'work' | 'pause' | 'log'> &
  Pick<CardsInSlackDeps, 'slack' | 'pacer'>;

/** Requests that were asked under a longer window than today's count as well. */
const leastLookBackMs = 7 * dayMs;

/** The cards in Slack, for a command that has nothing else of a restorebot. */
export function cardsOf(
  { slack: { botToken, apiUrl, workspace: teamId, channels }, redis: { prefix }, intervals }: Config,
  redis: Redis,
  log: Log,
): CardsInSlack {
  const slack = createSlackClient({
    token: botToken,
    apiUrl,
    teamId,
    timeoutMs: intervals.slackTimeout,
    log,
  });
  return createCardsInSlack({ slack, pacer: createRedisPacer({ redis, prefix }), channels, log });
}

/** What compares the record in Redis with the cards that stand in Slack. */
export function openRecovery(
  { slack: { channels }, intervals, rules, freezes }: Config,
  parts: Parts,
): Recovery {
  const { slack, pacer, log } = parts;
  return createRecovery({
    ...parts,
    cards: createCardsInSlack({ slack, pacer, channels, log }),
    lookBackMs: Math.max(leastLookBackMs, longestWaitMs({ rules, freezes })),
    // Longer than any one call to Slack, after which the claim is renewed.
    claimMs: Math.max(intervals.jobLock, 2 * intervals.slackTimeout),
    newId,
  });
}

/** For readiness: why nothing is submitted now. */
export function recoveryText(problem: Recovering | undefined): string | undefined {
  if (problem === undefined) return undefined;
  const { because, obstacle } = problem;
  const what =
    because === 'no-epoch' ? 'Redis is new, was emptied or went back' : 'Redis was started again or replaced';
  const until = `recovering: ${what}; it is being compared with the cards in Slack, and nothing is submitted until then`;
  return obstacle === undefined ? until : `${until}; ${obstacleText(obstacle)}`;
}

function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.code) {
    case 'another-compares':
      return 'another process compares';
    case 'being-submitted':
      return `request ${obstacle.requestId} is being submitted`;
    case 'thread-unreadable':
      return `the thread of request ${obstacle.requestId} cannot be read`;
    case 'slack':
      return obstacle.text;
  }
}
