import { type CardsInSlackDeps, createCardsInSlack } from '#bot/cards-in-slack.ts';
import { createRecovery, type Recovery, type RecoveryDeps } from '#service/recovery.ts';
import { createRedisEpoch } from '#store/redis-epoch.ts';
import type { Config } from './config.ts';
import { newId } from './new-id.ts';

type Parts = Pick<RecoveryDeps, 'store' | 'wakeups' | 'audit' | 'log'> &
  Pick<CardsInSlackDeps, 'slack' | 'pacer'> & {
    readonly redis: Parameters<typeof createRedisEpoch>[0]['redis'];
  };

/** What compares the record in Redis with the cards that stand in Slack. */
export function openRecovery(
  { slack: { channels }, redis: { prefix }, intervals }: Config,
  parts: Parts,
): Recovery {
  const { redis, slack, pacer, log } = parts;
  return createRecovery({
    ...parts,
    epoch: createRedisEpoch({ redis, prefix }),
    cards: createCardsInSlack({ slack, pacer, channels, log }),
    // Longer than any one call to Slack, after which the claim is renewed.
    claimMs: Math.max(intervals.jobLock, 2 * intervals.slackTimeout),
    newId,
  });
}
