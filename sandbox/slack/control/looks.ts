import { Refused, findChannel, findUser, visibleChannel } from '../acts/stage.ts';
import { canSee, isMember } from '../channels.ts';
import type { Channel, Person, ShownMessage, ShownMessages, ShownView, Workspace } from '../control-types.ts';
import { stateValues } from '../input-state.ts';
import { textAt } from '../json.ts';
import { findMessage, isInChannel, permalinkOf, repliesTo } from '../messages.ts';
import { blocksOf } from '../views.ts';
import type { StoredChannel, StoredMessage, StoredUser, StoredView, World } from '../world.ts';

/** What one person has on the screen, as the control API shows it. */

function shownPerson(world: World, user: StoredUser): Person {
  const groups = [...world.groups.values()].filter(({ members }) => members.includes(user.id));
  return { ...user, groups: groups.map(({ handle }) => handle) };
}

function shownChannel(world: World, channel: StoredChannel, viewer: string): Channel {
  const other = channel.members.find((id) => id !== viewer) ?? viewer;
  return {
    id: channel.id,
    name: channel.kind === 'dm' ? (world.users.get(other)?.displayName ?? other) : channel.name,
    kind: channel.kind,
    isArchived: channel.isArchived,
    isExtShared: channel.isExtShared,
    members: channel.members,
    isMember: isMember(channel, viewer),
    hasBot: isMember(channel, world.app.botUserId),
  };
}

export function shownWorkspace(world: World): Workspace {
  return {
    teamId: world.team.id,
    teamName: world.team.name,
    appId: world.app.id,
    appName: world.app.name,
    botUserId: world.app.botUserId,
    now: world.now().toISOString(),
    people: [...world.users.values()].map((user) => shownPerson(world, user)),
    groups: [...world.groups.values()],
    channels: [...world.channels.values()].map((channel) => shownChannel(world, channel, '')),
    commands: world.app.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: world.app.shortcuts,
    hasHome: world.app.hasHome,
    hasPanel: world.hasPanel,
  };
}

export function channelsOf(world: World, who: string): readonly Channel[] {
  const user = findUser(world, who);
  return [...world.channels.values()]
    .filter((channel) => canSee(world, channel, user.id))
    .map((channel) => shownChannel(world, channel, user.id));
}

function shownMessage(world: World, baseUrl: string, message: StoredMessage): ShownMessage {
  const author = world.users.get(message.user);
  return {
    channel: message.channel,
    ts: message.ts,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.broadcast ? { broadcast: true } : {}),
    user: message.user,
    authorName: author?.displayName ?? 'Slackbot',
    isBot: author?.isBot ?? true,
    text: message.text,
    blocks: message.blocks,
    edited: message.edited,
    ephemeral: message.onlyFor !== undefined,
    tombstone: message.tombstone,
    replyCount: message.threadTs === undefined ? repliesTo(world, message).length : 0,
    permalink: permalinkOf(baseUrl, message.channel, message.ts),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

function messagesFor(
  world: World,
  baseUrl: string,
  who: string,
  channelName: string,
  wanted: (message: StoredMessage) => boolean,
): ShownMessages {
  const user = findUser(world, who);
  const channel = visibleChannel(world, channelName, user.id);
  const seen = (world.messages.get(channel.id) ?? []).filter(
    (message) => (message.onlyFor === undefined || message.onlyFor === user.id) && wanted(message),
  );
  return {
    channel: shownChannel(world, channel, user.id),
    messages: seen.map((message) => shownMessage(world, baseUrl, message)),
  };
}

export function messagesIn(world: World, baseUrl: string, who: string, channel: string): ShownMessages {
  return messagesFor(world, baseUrl, who, channel, isInChannel);
}

export function threadIn(
  world: World,
  baseUrl: string,
  who: string,
  channel: string,
  ts: string,
): ShownMessages {
  const found = findMessage(world, findChannel(world, channel).id, ts);
  if (found === undefined) throw new Refused('no_such_message', `there is no message ${ts} in ${channel}`);
  const parent = found.threadTs ?? found.ts;
  return messagesFor(
    world,
    baseUrl,
    who,
    channel,
    (message) => message.ts === parent || message.threadTs === parent,
  );
}

export function shownView(view: StoredView): ShownView {
  return {
    id: view.id,
    type: view.type,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
    callback_id: textAt(view.view, 'callback_id') ?? '',
    hash: view.hash,
    view: view.view,
    state: { values: stateValues(blocksOf(view), view.state) },
    errors: view.errors,
    status: view.status,
    ...(view.notice === undefined ? {} : { notice: view.notice }),
  };
}
