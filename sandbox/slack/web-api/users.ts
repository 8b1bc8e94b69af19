import type { Group, JsonObject } from '../control-types.ts';
import { SlackError } from '../slack-error.ts';
import type { StoredUser, World } from '../world.ts';
import { flag, optionalText, requiredText, wholeNumber } from './args.ts';
import { type CallContext, type Method, botMethod, page, teamMethod } from './method.ts';

/** docs.slack.dev/reference/methods/users.info, users.list, usergroups.* */

function userObject(world: World, user: StoredUser): JsonObject {
  const whole = wholeUser(world, user);
  return Object.fromEntries(Object.entries(whole).filter(([field]) => !user.without.includes(field)));
}

function wholeUser(world: World, user: StoredUser): JsonObject {
  const { enterprise } = world;
  const inOrganization =
    enterprise === undefined || user.isStranger
      ? {}
      : { enterprise_user: { id: user.id, enterprise_id: enterprise.id, teams: user.teams } };
  const shared = {
    ...inOrganization,
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
    profile: {
      real_name: user.realName,
      display_name: user.displayName,
      real_name_normalized: user.realName,
      display_name_normalized: user.displayName,
      team: user.teamId,
      ...(user.id === world.app.botUserId ? { api_app_id: world.app.id, bot_id: world.app.botId } : {}),
    },
  };
  if (user.isStranger) return { ...shared, is_stranger: true };
  // Slack leaves these out for deactivated people.
  const standing = user.deleted
    ? {}
    : {
        is_admin: false,
        is_owner: false,
        is_primary_owner: false,
        is_restricted: user.isRestricted,
        is_ultra_restricted: user.isUltraRestricted,
      };
  return { ...shared, ...standing, tz: 'Etc/UTC', tz_label: 'Coordinated Universal Time', tz_offset: 0 };
}

function info(context: CallContext, args: JsonObject): JsonObject {
  const user = context.world.users.get(requiredText(args, 'user'));
  if (user === undefined) throw new SlackError('user_not_found');
  return { user: userObject(context.world, user) };
}

function list(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const all = [...world.users.values()];
  const { items, next } = page(all, optionalText(args, 'cursor'), wholeNumber(args, 'limit', 200));
  return { members: items.map((user) => userObject(world, user)), response_metadata: { next_cursor: next } };
}

function groupObject(world: World, group: Group, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: world.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: group.disabled ? 1 : 0,
    auto_type: null,
    created_by: world.app.botUserId,
    user_count: group.members.length,
    ...(withUsers ? { users: group.members } : {}),
  };
}

function groups(context: CallContext, args: JsonObject): JsonObject {
  const disabledToo = flag(args, 'include_disabled');
  const shown = [...context.world.groups.values()].filter((group) => disabledToo || !group.disabled);
  return { usergroups: shown.map((group) => groupObject(context.world, group, flag(args, 'include_users'))) };
}

function groupUsers(context: CallContext, args: JsonObject): JsonObject {
  const group = context.world.groups.get(requiredText(args, 'usergroup'));
  if (group === undefined || (group.disabled && !flag(args, 'include_disabled'))) {
    throw new SlackError('no_such_subteam');
  }
  return { users: group.members };
}

export const userMethods: Readonly<Record<string, Method>> = {
  'users.info': botMethod(['users:read'], info),
  'users.list': teamMethod(['users:read'], list),
  'usergroups.list': teamMethod(['usergroups:read'], groups),
  'usergroups.users.list': teamMethod(['usergroups:read'], groupUsers),
};
