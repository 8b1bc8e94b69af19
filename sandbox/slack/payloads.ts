import type { JsonObject } from './control-types.ts';
import type { StoredChannel, World } from './world.ts';

/** The parts that all interaction payloads share: docs.slack.dev/reference/interaction-payloads. */

/** Deprecated by Slack, still sent. */
const verificationToken = 'fake-verification-token';

export function actorFields(world: World, userId: string): JsonObject {
  const user = world.users.get(userId);
  return {
    token: verificationToken,
    api_app_id: world.app.id,
    team: { id: world.team.id, domain: world.team.name },
    enterprise: enterpriseOf(world),
    is_enterprise_install: world.enterprise?.isOrgInstall ?? false,
    user: {
      id: userId,
      username: user?.name ?? userId,
      name: user?.name ?? userId,
      team_id: user?.teamId ?? world.team.id,
    },
  };
}

function enterpriseOf({ enterprise }: World): JsonObject | null {
  return enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name };
}

/** How Slack names a channel in a payload: private ones and direct messages by their kind. */
export function payloadChannel(channel: StoredChannel): { readonly id: string; readonly name: string } {
  const name = { public: channel.name, private: 'privategroup', dm: 'directmessage' }[channel.kind];
  return { id: channel.id, name };
}

export function actionStamp(world: World): string {
  return world.newTs();
}

/** Events API: docs.slack.dev/apis/events-api#event-type-structure. */
export function eventPayload(world: World, event: JsonObject): JsonObject {
  return {
    token: verificationToken,
    team_id: world.team.id,
    api_app_id: world.app.id,
    type: 'event_callback',
    event: { ...event, event_ts: world.newTs() },
    event_id: world.newId('Ev'),
    event_time: Math.floor(world.now().getTime() / 1_000),
    is_ext_shared_channel: false,
    authorizations: [
      {
        enterprise_id: world.enterprise?.id ?? null,
        team_id: world.team.id,
        user_id: world.app.botUserId,
        is_bot: true,
        is_enterprise_install: world.enterprise?.isOrgInstall ?? false,
      },
    ],
  };
}

export function commandPayload(
  world: World,
  what: {
    readonly user: string;
    readonly channel: StoredChannel;
    readonly command: string;
    readonly text: string;
    readonly responseUrl: string;
    readonly triggerId: string;
  },
): JsonObject {
  const user = world.users.get(what.user);
  const channel = payloadChannel(what.channel);
  return {
    token: verificationToken,
    // Where it was typed; somebody from another organization has no commands of ours.
    team_id: user?.teams.includes(world.team.id) === false ? user.teamId : world.team.id,
    ...(world.enterprise === undefined
      ? {}
      : { enterprise_id: world.enterprise.id, enterprise_name: world.enterprise.name }),
    team_domain: world.team.name,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: what.user,
    user_name: user?.name ?? what.user,
    command: what.command,
    text: what.text,
    api_app_id: world.app.id,
    is_enterprise_install: String(world.enterprise?.isOrgInstall ?? false),
    response_url: what.responseUrl,
    trigger_id: what.triggerId,
  };
}
