import type { Directory, Standing } from '#core/ports.ts';
import { fresh } from './fresh.ts';
import type { SlackAnswer, SlackClient, SlackUser } from './slack-client.ts';

export interface DirectoryDeps {
  readonly slack: Pick<SlackClient, 'self' | 'user' | 'groupMembers'>;
  /** The home workspace; absent: the one the bot's token is for. A token for a whole organisation needs it. */
  readonly teamId?: string | undefined;
  /** How old an answer may be, milliseconds. @default 30_000 for people, 60_000 for groups */
  readonly cacheMs?: { readonly people?: number; readonly groups?: number };
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
}

/**
 * The workspace's people, asked of Slack when somebody decides. Answers are kept for moments only, because who
 * left the group a minute ago must not agree now; failures are not kept at all, and none of them is a yes.
 */
export function createDirectory({ slack, teamId, cacheMs = {}, monotonicMs }: DirectoryDeps): Directory {
  const home = async (): Promise<SlackAnswer<string>> => {
    if (teamId !== undefined) return { type: 'ok', value: teamId };
    const self = await slack.self();
    return self.type === 'ok' ? { type: 'ok', value: self.value.team_id } : self;
  };

  async function standing(userId: string): Promise<Standing> {
    const [ours, user] = await Promise.all([home(), slack.user(userId)]);
    if (user.type === 'platform' && unknownToSlack.has(user.error)) return excluded('nobody-knows-them');
    if (ours.type !== 'ok' || user.type !== 'ok') return excluded('lookup-failed');
    return standingOf(user.value, ours.value);
  }

  /** A disabled group, like one that nobody knows, is `no_such_subteam` here. */
  async function members(groupId: string): Promise<readonly string[] | 'lookup-failed'> {
    const answer = await slack.groupMembers(groupId, teamId);
    return answer.type === 'ok' ? answer.value : 'lookup-failed';
  }

  return {
    standing: fresh({
      ask: standing,
      isKept: (answer) => answer.type === 'member' || answer.because !== 'lookup-failed',
      forMs: cacheMs.people ?? 30_000,
      monotonicMs,
    }),
    members: fresh({
      ask: members,
      isKept: (answer) => answer !== 'lookup-failed',
      // usergroups.users.list is Tier 2, 20 a minute (docs.slack.dev/reference/methods/usergroups.users.list).
      forMs: cacheMs.groups ?? 60_000,
      monotonicMs,
    }),
  };
}

/** docs.slack.dev/reference/methods/users.info: errors. */
const unknownToSlack = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);

/**
 * docs.slack.dev/reference/objects/user-object. Slack leaves fields out for strangers and for the deactivated; a
 * member without them is somebody about whom Slack has not said enough.
 */
function standingOf(user: SlackUser, home: string): Standing {
  if (user.is_stranger === true) return excluded('from-another-workspace');
  if (user.deleted === true) return excluded('deactivated');
  if (user.is_bot === true || user.is_app_user === true || user.is_workflow_bot === true) {
    return excluded('bot');
  }
  // Slackbot is a bot that does not say so.
  if (user.id === 'USLACKBOT') return excluded('bot');
  if (user.is_restricted === true || user.is_ultra_restricted === true) return excluded('guest');
  // In an organisation a person belongs to several workspaces; `team_id` is the one they came from.
  const teams = [
    ...(user.team_id === undefined ? [] : [user.team_id]),
    ...(user.enterprise_user?.teams ?? []),
  ];
  if (teams.length > 0 && !teams.includes(home)) return excluded('from-another-workspace');
  const said = [user.team_id, user.deleted, user.is_bot, user.is_restricted, user.is_ultra_restricted];
  if (said.includes(undefined)) return excluded('lookup-failed');
  const names = [user.profile?.display_name, user.real_name, user.name, user.id];
  return {
    type: 'member',
    id: user.id,
    name: names.find((name) => name !== undefined && name !== '') ?? user.id,
  };
}

function excluded(because: Extract<Standing, { type: 'excluded' }>['because']): Standing {
  return { type: 'excluded', because };
}
