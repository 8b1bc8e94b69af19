import { SlackError } from '../slack-error.ts';
import type { World } from '../world.ts';

/**
 * One message a second per channel, with bursts (docs.slack.dev/apis/web-api/rate-limits).
 * Throws `ratelimited` with the seconds to wait.
 */
export function takeToken(world: World, channel: string): void {
  const { perSecond, burst } = world.settings.rateLimit;
  const now = world.now().getTime();
  const last = world.buckets.get(channel) ?? { tokens: burst, at: now };
  const tokens = Math.min(burst, last.tokens + ((now - last.at) / 1_000) * perSecond);
  if (tokens < 1) {
    world.buckets.set(channel, { tokens, at: now });
    throw new SlackError('ratelimited', { retryAfterSec: Math.max(1, Math.ceil((1 - tokens) / perSecond)) });
  }
  world.buckets.set(channel, { tokens: tokens - 1, at: now });
}
