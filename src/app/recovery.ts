import { type CardsInSlackDeps, createCardsInSlack } from '#bot/announcer/cards-in-slack.ts';
import type { Config } from '#config/config.ts';
import { longestWaitMs } from '#core/longest-wait.ts';
import { createRecovery, type Recovery, type RecoveryDeps } from '#service/recovery.ts';
import { newId } from './new-id.ts';

type Parts = Pick<RecoveryDeps, 'epoch' | 'store' | 'wakeups' | 'audit' | 'work' | 'log'> &
  Pick<CardsInSlackDeps, 'slack' | 'pacer'>;

/** What was lost is told, too, where it was asked under a longer window than today's. */
const leastLookBackMs = 7 * 86_400_000;

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
