import { slackLimits } from './limits.ts';
import { SlackError } from './slack-error.ts';
import type { ResponseUrl, Trigger, World } from './world.ts';

/** Things that can be used for a short time only: trigger ids and response_urls. */

export function newTrigger(
  world: World,
  user: string,
  from: { readonly viewId?: string | undefined; readonly channel?: string } = {},
): string {
  const id = `${world.newId('')}.${world.team.id}.${world.newId('t')}`;
  world.triggers.set(id, {
    user,
    madeAt: world.now().getTime(),
    used: false,
    viewId: from.viewId,
    channel: from.channel,
  });
  return id;
}

/** Uses it up; throws what Slack answers when it cannot be used. */
export function useTrigger(world: World, id: string): Trigger {
  const trigger = world.triggers.get(id);
  if (trigger === undefined) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (world.now().getTime() - trigger.madeAt > slackLimits.triggerMs)
    throw new SlackError('expired_trigger_id');
  world.triggers.set(id, { ...trigger, used: true });
  return trigger;
}

export function newResponseUrl(
  world: World,
  baseUrl: string,
  of: { readonly channel: string; readonly user: string; readonly messageTs?: string },
): string {
  const key = world.newId('r');
  world.responseUrls.set(key, {
    channel: of.channel,
    user: of.user,
    madeAt: world.now().getTime(),
    uses: 0,
    messageTs: of.messageTs,
  });
  return `${baseUrl}/response/${key}`;
}

/** Counts one use; throws `expired_url` or `used_url` when it cannot be used (any more). */
export function useResponseUrl(world: World, key: string): ResponseUrl {
  const found = world.responseUrls.get(key);
  if (found === undefined || world.now().getTime() - found.madeAt > slackLimits.responseUrlMs) {
    throw new SlackError('expired_url');
  }
  if (found.uses >= slackLimits.responseUrlUses) throw new SlackError('used_url');
  world.responseUrls.set(key, { ...found, uses: found.uses + 1 });
  return found;
}
