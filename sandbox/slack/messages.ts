import { withIds } from './block-kit/walk.ts';
import type { JsonObject } from './control-types.ts';
import { defined } from './json.ts';
import type { StoredMessage, World } from './world.ts';

/** The messages of all channels: docs.slack.dev/reference/events/message. */

export type NewMessage = Pick<StoredMessage, 'channel' | 'user' | 'text'> &
  Partial<Pick<StoredMessage, 'blocks' | 'threadTs' | 'broadcast' | 'metadata' | 'onlyFor'>>;

function tell(world: World, message: StoredMessage): void {
  const { channel, ts, threadTs } = message;
  const event = { type: 'message' as const, channel, ts };
  world.changed(threadTs === undefined ? event : { ...event, thread_ts: threadTs }, message.onlyFor);
}

export function addMessage(world: World, fresh: NewMessage): StoredMessage {
  const message: StoredMessage = {
    channel: fresh.channel,
    ts: world.newTs(),
    threadTs: fresh.threadTs,
    broadcast: fresh.threadTs !== undefined && fresh.broadcast === true,
    user: fresh.user,
    text: fresh.text,
    blocks: withIds(fresh.blocks ?? [], () => world.newId('b')),
    metadata: fresh.metadata,
    edited: false,
    tombstone: false,
    onlyFor: fresh.onlyFor,
    editClosed: false,
  };
  world.messages.set(fresh.channel, [...(world.messages.get(fresh.channel) ?? []), message]);
  tell(world, message);
  return message;
}

export function findMessage(world: World, channel: string, ts: string): StoredMessage | undefined {
  return world.messages.get(channel)?.find((message) => message.ts === ts);
}

export function replaceMessage(world: World, message: StoredMessage): void {
  const list = world.messages.get(message.channel) ?? [];
  world.messages.set(
    message.channel,
    list.map((other) => (other.ts === message.ts ? message : other)),
  );
  tell(world, message);
}

/** At the top level of its channel: no reply, or one that the channel shows too. */
export function isInChannel({ threadTs, broadcast }: StoredMessage): boolean {
  return threadTs === undefined || broadcast;
}

/** The replies everyone sees. */
export function repliesTo(world: World, parent: StoredMessage): readonly StoredMessage[] {
  const all = world.messages.get(parent.channel) ?? [];
  return all.filter(({ threadTs, onlyFor }) => threadTs === parent.ts && onlyFor === undefined);
}

/** A parent with replies stays as a tombstone ("This message was deleted."). */
export function removeMessage(world: World, message: StoredMessage): void {
  if (repliesTo(world, message).length > 0) {
    replaceMessage(world, {
      ...message,
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      blocks: [],
      metadata: undefined,
      tombstone: true,
    });
    return;
  }
  const list = world.messages.get(message.channel) ?? [];
  world.messages.set(
    message.channel,
    list.filter(({ ts }) => ts !== message.ts),
  );
  tell(world, message);
}

/** What Slack itself tells one person. */
export function slackbotSays(world: World, user: string, channel: string, text: string): void {
  addMessage(world, { channel, user: 'USLACKBOT', text, onlyFor: user });
}

/** A message as Slack's methods and payloads show it. */
export function messageObject(
  world: World,
  message: StoredMessage,
  options: { readonly metadata: boolean },
): JsonObject {
  const replies = message.threadTs === undefined ? repliesTo(world, message) : [];
  const fromBot = message.user === world.app.botUserId;
  return defined({
    type: 'message',
    subtype: message.tombstone ? 'tombstone' : message.broadcast ? 'thread_broadcast' : undefined,
    user: message.user,
    bot_id: fromBot ? world.app.botId : undefined,
    app_id: fromBot ? world.app.id : undefined,
    bot_profile: fromBot ? { id: world.app.botId, app_id: world.app.id, name: world.app.name } : undefined,
    team: world.team.id,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks.length > 0 ? message.blocks : undefined,
    edited: message.edited ? { user: message.user, ts: message.ts } : undefined,
    thread_ts: message.threadTs ?? (replies.length > 0 ? message.ts : undefined),
    reply_count: replies.length > 0 ? replies.length : undefined,
    reply_users: replies.length > 0 ? [...new Set(replies.map(({ user }) => user))] : undefined,
    latest_reply: replies.at(-1)?.ts,
    metadata: options.metadata ? message.metadata : undefined,
  });
}

export function permalinkOf(baseUrl: string, channel: string, ts: string): string {
  return `${baseUrl}/control/permalink/${channel}/${ts}`;
}
