import type { z } from 'zod';
import { Refused, type Stage, findChannel, findUser } from '../acts/stage.ts';
import { defined } from '../json.ts';
import { findMessage, replaceMessage } from '../messages.ts';
import { eventPayload } from '../payloads.ts';
import type { StoredChannel, StoredMessage, World } from '../world.ts';
import type * as schemas from './schemas.ts';

/** What is done to the workspace from outside: administrators, other people, the passing of time. */

export function messageAt(world: World, at: z.infer<typeof schemas.messageAt>): StoredMessage {
  const message = findMessage(world, findChannel(world, at.channel).id, at.ts);
  if (message === undefined) throw new Refused('no_such_message', `there is no message ${at.ts}`);
  return message;
}

export function closeEditWindow(world: World, body: z.infer<typeof schemas.editWindow>): void {
  if (body.channel === undefined || body.ts === undefined) {
    world.settings.editWindowClosed = body.closed;
    return;
  }
  const message = messageAt(world, { channel: body.channel, ts: body.ts });
  replaceMessage(world, { ...message, editClosed: body.closed });
}

export function addChannel(world: World, body: z.infer<typeof schemas.newChannel>): { readonly id: string } {
  const id = body.id ?? world.newId('C');
  if (world.channels.has(id)) throw new Refused('name_taken', `there is a channel ${id} already`);
  saveChannel(world, {
    id,
    name: body.name.replace(/^#/, ''),
    kind: body.isPrivate ? 'private' : 'public',
    isArchived: false,
    isExtShared: false,
    members: body.members.map((one) => findUser(world, one).id),
    created: Math.floor(world.now().getTime() / 1_000),
  });
  return { id };
}

function saveChannel(world: World, channel: StoredChannel): void {
  world.channels.set(channel.id, channel);
  world.changed({ type: 'workspace', channel: channel.id });
}

export function changeChannel(world: World, body: z.infer<typeof schemas.channelChange>): void {
  const old = findChannel(world, body.channel);
  const closed = body.isPrivate === true ? 'private' : 'public';
  saveChannel(world, {
    ...old,
    name: body.name ?? old.name,
    isArchived: body.isArchived ?? old.isArchived,
    isExtShared: body.isExtShared ?? old.isExtShared,
    kind: body.isPrivate === undefined || old.kind === 'dm' ? old.kind : closed,
  });
}

export function changeMembers(world: World, body: z.infer<typeof schemas.membersChange>): void {
  const old = findChannel(world, body.channel);
  const removed = new Set(body.remove.map((one) => findUser(world, one).id));
  const added = body.add.map((one) => findUser(world, one).id);
  const members = new Set([...old.members.filter((id) => !removed.has(id)), ...added]);
  saveChannel(world, { ...old, members: [...members] });
}

export function changeUser(world: World, body: z.infer<typeof schemas.userChange>): void {
  const old = world.users.get(body.id) ?? {
    id: body.id,
    name: body.name ?? body.id.toLowerCase(),
    realName: body.realName ?? body.name ?? body.id,
    displayName: body.displayName ?? body.realName ?? body.name ?? body.id,
    teamId: world.team.id,
    isBot: false,
    deleted: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    teams: [body.teamId ?? world.team.id],
    without: [],
  };
  world.users.set(body.id, { ...old, ...defined(body) });
  world.changed({ type: 'workspace' });
}

/** docs.slack.dev/reference/events/subteam_members_changed */
export function changeGroup(stage: Stage, body: z.infer<typeof schemas.groupChange>): void {
  const { world } = stage;
  const old = world.groups.get(body.id) ?? {
    id: body.id,
    handle: body.handle ?? body.id.toLowerCase(),
    name: body.name ?? body.handle ?? body.id,
    disabled: false,
    members: [],
  };
  const members = body.members?.map((one) => findUser(world, one).id) ?? old.members;
  world.groups.set(body.id, {
    id: body.id,
    handle: body.handle ?? old.handle,
    name: body.name ?? old.name,
    disabled: body.disabled ?? old.disabled,
    members,
  });
  world.changed({ type: 'workspace' });
  const type = body.members === undefined ? 'subteam_updated' : 'subteam_members_changed';
  if (!world.app.events.has(type)) return;
  const added = members.filter((id) => !old.members.includes(id));
  const removed = old.members.filter((id) => !members.includes(id));
  const event = {
    type,
    subteam_id: body.id,
    team_id: world.team.id,
    date_previous_update: 0,
    date_update: Math.floor(world.now().getTime() / 1_000),
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
  };
  stage.delivery.send({
    type: 'events_api',
    what: type,
    user: undefined,
    payload: eventPayload(world, event),
    acceptsAnswer: false,
  });
}
