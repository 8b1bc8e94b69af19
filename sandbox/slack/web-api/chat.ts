import { problemsInMessage } from '../block-kit/validate.ts';
import { withIds } from '../block-kit/walk.ts';
import { channelForBot, directMessage, isMember } from '../channels.ts';
import type { JsonObject } from '../control-types.ts';
import { isObject, textAt } from '../json.ts';
import { slackLimits } from '../limits.ts';
import {
  addMessage,
  findMessage,
  messageObject,
  permalinkOf,
  removeMessage,
  replaceMessage,
} from '../messages.ts';
import { SlackError } from '../slack-error.ts';
import type { StoredChannel, StoredMessage } from '../world.ts';
import { blocksArg, flag, jsonArg, optionalText, requiredText } from './args.ts';
import { type CallContext, type Method, botMethod } from './method.ts';
import { takeToken } from './rate-limit.ts';

/** docs.slack.dev/reference/methods/chat.*  */

/** A user id stands for the direct message with that person. */
function place(context: CallContext, id: string): StoredChannel {
  const { world } = context;
  const channel = world.users.has(id)
    ? directMessage(world, world.app.botUserId, id)
    : channelForBot(world, id);
  // docs.slack.dev/reference/methods/chat.postMessage: errors.
  if (channel.kind === 'dm' && !world.app.takesDirectMessages) throw new SlackError('messages_tab_disabled');
  return channel;
}

function placeToWrite(context: CallContext, id: string): StoredChannel {
  const channel = place(context, id);
  const open = channel.kind === 'public' && context.scopes.has('chat:write.public');
  if (!isMember(channel, context.world.app.botUserId) && !open) throw new SlackError('not_in_channel');
  if (channel.isArchived) throw new SlackError('is_archived');
  return channel;
}

interface Content {
  readonly text: string;
  readonly blocks: readonly JsonObject[] | undefined;
}

/** Text and blocks, checked; throws `no_text`, `invalid_blocks`, `invalid_blocks_format`. */
export function contentOf(args: JsonObject): Content {
  const text = optionalText(args, 'text') ?? '';
  const blocks = blocksArg(args);
  if (text === '' && (blocks === undefined || blocks.length === 0)) throw new SlackError('no_text');
  const problems = problemsInMessage(blocks ?? []);
  if (problems.length > 0) {
    throw new SlackError('invalid_blocks', { errors: problems, response_metadata: { messages: problems } });
  }
  return { text, blocks };
}

function metadataOf(args: JsonObject): JsonObject | undefined {
  if (args['metadata'] === undefined || args['metadata'] === '') return undefined;
  const value = jsonArg(args, 'metadata');
  if (!isObject(value) || textAt(value, 'event_type') === undefined || !isObject(value['event_payload'])) {
    throw new SlackError('invalid_metadata_format');
  }
  if (Buffer.byteLength(JSON.stringify(value)) > slackLimits.metadataBytes) {
    throw new SlackError('metadata_too_large');
  }
  return value;
}

/** Replies belong to the parent; `thread_not_found` when it is gone for good. */
function threadFor(context: CallContext, channel: string, ts: string | undefined): string | undefined {
  if (ts === undefined || ts === '') return undefined;
  const parent = findMessage(context.world, channel, ts);
  if (parent === undefined || parent.onlyFor !== undefined) throw new SlackError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

function postMessage(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const channel = placeToWrite(context, requiredText(args, 'channel'));
  const content = contentOf(args);
  const metadata = metadataOf(args);
  const threadTs = threadFor(context, channel.id, optionalText(args, 'thread_ts'));
  takeToken(world, channel.id);
  const message = addMessage(world, {
    channel: channel.id,
    user: world.app.botUserId,
    text: content.text.slice(0, slackLimits.postText),
    blocks: content.blocks ?? [],
    threadTs,
    broadcast: flag(args, 'reply_broadcast'),
    metadata,
  });
  return { channel: channel.id, ts: message.ts, message: messageObject(world, message, { metadata: true }) };
}

function ownMessage(context: CallContext, args: JsonObject, refusal: string): StoredMessage {
  const { world } = context;
  const channel = channelForBot(world, requiredText(args, 'channel'));
  const message = findMessage(world, channel.id, requiredText(args, 'ts'));
  if (message === undefined || message.tombstone) throw new SlackError('message_not_found');
  // Ephemeral messages cannot be reached by their ts: docs.slack.dev/messaging/modifying-messages.
  if (message.onlyFor !== undefined) throw new SlackError('message_not_found');
  if (!isMember(channel, world.app.botUserId)) throw new SlackError('not_in_channel');
  if (message.user !== world.app.botUserId) throw new SlackError(refusal);
  return message;
}

function update(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const old = ownMessage(context, args, 'cant_update_message');
  if (world.channels.get(old.channel)?.isArchived === true) throw new SlackError('is_inactive');
  if (old.editClosed || world.settings.editWindowClosed) throw new SlackError('edit_window_closed');
  const text = optionalText(args, 'text');
  if ((text ?? '').length > slackLimits.updateText) throw new SlackError('msg_too_long');
  const given = args['blocks'] !== undefined;
  const metadata = metadataOf(args);
  if (text !== undefined || given || metadata === undefined) contentOf(args);
  const blocks = given ? (blocksArg(args) ?? []) : [];
  const keepsBlocks = !given && text === undefined;
  replaceMessage(world, {
    ...old,
    text: text ?? old.text,
    // Text without blocks removes the old blocks.
    blocks: keepsBlocks ? old.blocks : withIds(blocks, () => world.newId('b')),
    metadata: metadata ?? old.metadata,
    edited: old.edited || !given,
  });
  const updated = findMessage(world, old.channel, old.ts) ?? old;
  return {
    channel: old.channel,
    ts: old.ts,
    text: updated.text,
    message: messageObject(world, updated, { metadata: true }),
  };
}

function remove(context: CallContext, args: JsonObject): JsonObject {
  const message = ownMessage(context, args, 'cant_delete_message');
  removeMessage(context.world, message);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const channel = placeToWrite(context, requiredText(args, 'channel'));
  const user = requiredText(args, 'user');
  if (!world.users.has(user)) throw new SlackError('user_not_found');
  if (!isMember(channel, user)) throw new SlackError('user_not_in_channel');
  const content = contentOf(args);
  const threadTs = threadFor(context, channel.id, optionalText(args, 'thread_ts'));
  const message = addMessage(world, {
    channel: channel.id,
    user: world.app.botUserId,
    text: content.text,
    blocks: content.blocks ?? [],
    threadTs,
    onlyFor: user,
  });
  return { message_ts: message.ts };
}

function getPermalink(context: CallContext, args: JsonObject): JsonObject {
  const channel = channelForBot(context.world, requiredText(args, 'channel'));
  const ts = requiredText(args, 'message_ts');
  if (findMessage(context.world, channel.id, ts) === undefined) throw new SlackError('message_not_found');
  return { channel: channel.id, permalink: permalinkOf(context.baseUrl, channel.id, ts) };
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': botMethod(['chat:write'], postMessage),
  'chat.update': botMethod(['chat:write'], update),
  'chat.delete': botMethod(['chat:write'], remove),
  'chat.postEphemeral': botMethod(['chat:write'], postEphemeral),
  'chat.getPermalink': botMethod([], getPermalink),
};
