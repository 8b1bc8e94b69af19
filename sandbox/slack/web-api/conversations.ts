import {
  channelForBot,
  conversationObject,
  directMessage,
  isKnownToBot,
  isMember,
  scopeFor,
} from '../channels.ts';
import type { JsonObject } from '../control-types.ts';
import { findMessage, isInChannel, messageObject, repliesTo } from '../messages.ts';
import { SlackError } from '../slack-error.ts';
import type { StoredChannel, StoredMessage } from '../world.ts';
import { flag, optionalText, requiredText, wholeNumber } from './args.ts';
import { type CallContext, type Method, botMethod, needScope, page, teamMethod } from './method.ts';

/** docs.slack.dev/reference/methods/conversations.*, users.conversations */

const kindOf: Readonly<Record<string, StoredChannel['kind'] | 'none'>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'dm',
  mpim: 'none',
};

function info(context: CallContext, args: JsonObject): JsonObject {
  const channel = channelForBot(context.world, requiredText(args, 'channel'));
  needScope(context, scopeFor(channel, 'read'));
  return { channel: conversationObject(context.world, channel) };
}

/** The kinds asked for; each needs its own scope. */
function kindsAsked(context: CallContext, args: JsonObject): ReadonlySet<string> {
  const types = (optionalText(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
  for (const type of types) {
    if (kindOf[type] === undefined) throw new SlackError('invalid_types');
    const family = { public_channel: 'channels', private_channel: 'groups', im: 'im' }[type] ?? 'mpim';
    needScope(context, `${family}:read`);
  }
  return new Set(types.flatMap((type) => kindOf[type] ?? []));
}

function listed(context: CallContext, args: JsonObject, channels: readonly StoredChannel[]): JsonObject {
  const kinds = kindsAsked(context, args);
  const active = flag(args, 'exclude_archived');
  const found = channels.filter((channel) => kinds.has(channel.kind) && !(active && channel.isArchived));
  const { items, next } = page(found, optionalText(args, 'cursor'), wholeNumber(args, 'limit', 100));
  return {
    channels: items.map((channel) => conversationObject(context.world, channel)),
    response_metadata: { next_cursor: next },
  };
}

function list(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  return listed(
    context,
    args,
    [...world.channels.values()].filter((channel) => isKnownToBot(world, channel)),
  );
}

function ofUser(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const user = optionalText(args, 'user') ?? world.app.botUserId;
  if (!world.users.has(user)) throw new SlackError('user_not_found');
  const shared = [...world.channels.values()].filter((channel) => isKnownToBot(world, channel));
  return listed(
    context,
    args,
    shared.filter((channel) => isMember(channel, user)),
  );
}

function members(context: CallContext, args: JsonObject): JsonObject {
  const channel = channelForBot(context.world, requiredText(args, 'channel'));
  needScope(context, scopeFor(channel, 'read'));
  const limit = wholeNumber(args, 'limit', 100);
  const { items, next } = page(channel.members, optionalText(args, 'cursor'), limit);
  return { members: items, response_metadata: { next_cursor: next } };
}

function readable(context: CallContext, args: JsonObject): StoredChannel {
  const channel = channelForBot(context.world, requiredText(args, 'channel'));
  needScope(context, scopeFor(channel, 'history'));
  if (!isMember(channel, context.world.app.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

/** Within `oldest` and `latest`; the bounds themselves count with `inclusive` only. */
function inWindow(args: JsonObject, ts: string): boolean {
  const oldest = Number(optionalText(args, 'oldest') ?? '0');
  const latest = Number(optionalText(args, 'latest') ?? 'Infinity');
  const at = Number(ts);
  return flag(args, 'inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function messagePage(context: CallContext, args: JsonObject, messages: readonly StoredMessage[]): JsonObject {
  const { items, next } = page(messages, optionalText(args, 'cursor'), wholeNumber(args, 'limit', 100));
  const metadata = flag(args, 'include_all_metadata');
  return {
    messages: items.map((message) => messageObject(context.world, message, { metadata })),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

function history(context: CallContext, args: JsonObject): JsonObject {
  const channel = readable(context, args);
  const all = context.world.messages.get(channel.id) ?? [];
  const top = all.filter(
    (message) => isInChannel(message) && message.onlyFor === undefined && inWindow(args, message.ts),
  );
  return messagePage(context, args, top.toReversed());
}

function replies(context: CallContext, args: JsonObject): JsonObject {
  const channel = readable(context, args);
  const message = findMessage(context.world, channel.id, requiredText(args, 'ts'));
  const parent =
    message?.threadTs === undefined ? message : findMessage(context.world, channel.id, message.threadTs);
  if (parent === undefined || parent.onlyFor !== undefined) throw new SlackError('thread_not_found');
  const answers = repliesTo(context.world, parent).filter(({ ts }) => inWindow(args, ts));
  return messagePage(context, args, [parent, ...answers]);
}

function open(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const users = requiredText(args, 'users').split(',');
  const [user] = users;
  if (user === undefined || users.length !== 1) throw new SlackError('not_enough_users');
  if (!world.users.has(user)) throw new SlackError('user_not_found');
  const dm = directMessage(world, world.app.botUserId, user);
  return { channel: flag(args, 'return_im') ? conversationObject(world, dm) : { id: dm.id } };
}

const anyRead = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const anyHistory = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': botMethod(anyRead, info),
  'conversations.list': teamMethod(anyRead, list),
  'conversations.members': botMethod(anyRead, members),
  'conversations.history': botMethod(anyHistory, history),
  'conversations.replies': botMethod(anyHistory, replies),
  'conversations.open': botMethod(['im:write', 'mpim:write', 'channels:manage'], open),
  'users.conversations': teamMethod(anyRead, ofUser),
};
