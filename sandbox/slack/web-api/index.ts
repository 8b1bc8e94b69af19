import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { type Method, botMethod } from './method.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every method the fake has; all others are `unknown_method`. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': botMethod([], ({ world, baseUrl }) => ({
    url: `${baseUrl}/`,
    team: world.team.name,
    team_id: world.team.id,
    user: world.app.botName,
    user_id: world.app.botUserId,
    bot_id: world.app.botId,
    is_enterprise_install: false,
  })),
  'apps.connections.open': {
    anyOf: [],
    token: 'app',
    run: ({ newSocketUrl }) => ({ url: newSocketUrl() }),
  },
  ...chatMethods,
  ...conversationMethods,
  ...userMethods,
  ...viewMethods,
};
