import type { JsonObject } from '../control-types.ts';
import type { World } from '../world.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { type Method, botMethod } from './method.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Whose the token is: the workspace's, or the whole organization's. */
function tokenOwner({ team, enterprise }: World): JsonObject {
  if (enterprise === undefined) return { team: team.name, team_id: team.id };
  const whole = { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
  return enterprise.isOrgInstall
    ? { ...whole, team: enterprise.name, team_id: enterprise.id }
    : { ...whole, team: team.name, team_id: team.id };
}

/** Every method the fake has; all others are `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': botMethod([], ({ world, baseUrl }) => ({
    url: `${baseUrl}/`,
    ...tokenOwner(world),
    user: world.app.botName,
    user_id: world.app.botUserId,
    bot_id: world.app.botId,
    is_enterprise_install: world.enterprise?.isOrgInstall ?? false,
  })),
  'apps.connections.open': { anyOf: [], token: 'app', run: ({ newSocketUrl }) => ({ url: newSocketUrl() }) },
  ...chatMethods,
  ...conversationMethods,
  ...userMethods,
  ...viewMethods,
};
