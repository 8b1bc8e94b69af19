import type { JsonObject } from './control-types.ts';
import { SlackError } from './slack-error.ts';
import type { StoredChannel, World } from './world.ts';

/** Channels as an app sees them: docs.slack.dev/reference/objects/conversation-object. */

export function isMember(channel: StoredChannel, user: string): boolean {
  return channel.members.includes(user);
}

/** Public ones are open to all but guests and strangers, the rest to members. */
export function canSee(world: World, channel: StoredChannel, userId: string): boolean {
  const user = world.users.get(userId);
  const confined = user === undefined || user.isRestricted || user.isUltraRestricted || user.isStranger;
  return isMember(channel, userId) || (channel.kind === 'public' && !confined);
}

/** What the app may know of: public channels, and private ones and DMs the bot is in. */
export function isKnownToBot(world: World, channel: StoredChannel): boolean {
  return channel.kind === 'public' || isMember(channel, world.app.botUserId);
}

/** Throws `channel_not_found` for what does not exist and for what the bot cannot see alike. */
export function channelForBot(world: World, id: string): StoredChannel {
  const channel = world.channels.get(id);
  if (channel === undefined || !isKnownToBot(world, channel)) throw new SlackError('channel_not_found');
  return channel;
}

/** The direct message of these two, made when there is none. */
export function directMessage(world: World, one: string, other: string): StoredChannel {
  const found = [...world.channels.values()].find(
    (channel) => channel.kind === 'dm' && isMember(channel, one) && isMember(channel, other),
  );
  if (found !== undefined) return found;
  const made: StoredChannel = {
    id: world.newId('D'),
    name: 'directmessage',
    kind: 'dm',
    isArchived: false,
    isExtShared: false,
    members: [one, other],
    created: Math.floor(world.now().getTime() / 1_000),
  };
  world.channels.set(made.id, made);
  world.changed({ type: 'workspace', channel: made.id });
  return made;
}

/** The `*:read` or `*:history` scope that this kind of channel needs. */
export function scopeFor(channel: StoredChannel, what: 'read' | 'history'): string {
  const family = { public: 'channels', private: 'groups', dm: 'im' }[channel.kind];
  return `${family}:${what}`;
}

export function conversationObject(world: World, channel: StoredChannel): JsonObject {
  const shared = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.isArchived,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'dm',
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_org_shared: false,
    is_shared: channel.isExtShared,
    is_ext_shared: channel.isExtShared,
    is_pending_ext_shared: false,
    context_team_id: world.team.id,
    updated: channel.created * 1_000,
  };
  if (channel.kind === 'dm') {
    return {
      ...shared,
      user: channel.members.find((id) => id !== world.app.botUserId),
      is_user_deleted: false,
    };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_general: false,
    is_member: isMember(channel, world.app.botUserId),
    creator: channel.members[0] ?? world.app.botUserId,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    num_members: channel.members.length,
  };
}
