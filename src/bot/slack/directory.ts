import { isUnknown, type Unanswered } from '#core/approval.ts';
import type { Directory, Log, Standing } from '#core/ports.ts';
import { fresh } from './cache.ts';
import { isOrganization, workspaceOf } from './self.ts';
import type { SlackAnswer, SlackClient, SlackUser } from './slack-client.ts';
import { isLasting, type SlackFailure } from './slack-failure.ts';

export interface DirectoryDeps {
  readonly slack: Pick<SlackClient, 'self' | 'user' | 'groupMembers'>;
  /** The home workspace; absent: the one the bot's token is for. A token for a whole organization needs it. */
  readonly teamId?: string | undefined;
  /** How old an answer may be, milliseconds. @default 30_000 for people, 60_000 for groups */
  readonly cacheMs?: { readonly people?: number; readonly groups?: number };
  /** Milliseconds that only ever grow. */
  readonly monotonicMs: () => number;
  /** Gets Slack's own error code where a lookup brought nothing: people are told less. */
  readonly log: Log;
}

/** For those who take an older answer. */
const longestMs = 10 * 60_000;

/**
 * The workspace's people, asked of Slack when somebody decides. Answers are kept for moments only, because who left
 * the group a minute ago must not agree now; failures are not kept at all, and none of them counts as a yes.
 */
export function createDirectory({ slack, teamId, cacheMs = {}, monotonicMs, log }: DirectoryDeps): Directory {
  const home = async (): Promise<SlackAnswer<string>> => {
    if (teamId !== undefined) return { type: 'ok', value: teamId };
    const self = await slack.self();
    if (self.type !== 'ok') return self;
    const ours = workspaceOf(self.value, teamId);
    return ours === undefined
      ? { type: 'platform', error: 'no_workspace_configured' }
      : { type: 'ok', value: ours };
  };

  async function standing(userId: string): Promise<Standing> {
    const [ours, user] = await Promise.all([home(), slack.user(userId)]);
    if (user.type === 'platform' && unknownToSlack.has(user.error)) return excluded('nobody-knows-them');
    if (ours.type !== 'ok') return excluded(unanswered(ours, { method: 'auth.test' }));
    if (user.type !== 'ok') return excluded(unanswered(user, { method: 'users.info', user: userId }));
    const missing = missingIn(user.value);
    const found = standingOf(user.value, ours.value, missing);
    if (found.type === 'excluded' && found.because === 'account-unclear') {
      log.warn({ user: userId, missing }, 'account lacks fields, person excluded');
    }
    return found;
  }

  /** A disabled group, like one that nobody knows, is `no_such_subteam` here. */
  async function members(groupId: string): Promise<readonly string[] | Unanswered> {
    const answer = await slack.groupMembers(groupId);
    if (answer.type === 'ok') return answer.value;
    return unanswered(answer, { method: 'usergroups.users.list', group: groupId });
  }

  function unanswered(failure: SlackFailure, asked: object): Unanswered {
    const lasting = isLasting(failure);
    log[lasting ? 'error' : 'warn']({ ...asked, failure }, 'Slack lookup failed, nobody counts by it');
    return lasting ? 'lookup-refused' : 'lookup-failed';
  }

  return {
    standing: fresh({
      ask: standing,
      isKept: (answer) => answer.type === 'member' || !isUnknown(answer.because),
      forMs: cacheMs.people ?? 30_000,
      longestMs,
      monotonicMs,
    }),
    members: fresh({
      ask: members,
      isKept: (answer) => typeof answer !== 'string',
      // usergroups.users.list is Tier 2, 20 a minute (docs.slack.dev/reference/methods/usergroups.users.list).
      forMs: cacheMs.groups ?? 60_000,
      longestMs,
      monotonicMs,
    }),
  };
}

/** docs.slack.dev/reference/methods/users.info: errors. */
const unknownToSlack = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);

/**
 * Whether somebody belongs to a workspace: the one function that answers it. In an organization a person is in several
 * workspaces: `team_id` is the one they came from, and may be absent; `enterprise_user.teams` lists all of them.
 */
function belongs({ team_id: from, enterprise_user: organization }: SlackUser, home: string) {
  const own = from === undefined || isOrganization(from) ? [] : [from];
  const teams = [...own, ...(organization?.teams ?? [])];
  if (teams.length === 0) return 'not-known';
  return teams.includes(home) ? 'yes' : 'no';
}

/** What Slack must say of a full member and did not. */
function missingIn(user: SlackUser): readonly string[] {
  const flags = ['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted'] as const;
  const missing = flags.filter((flag) => user[flag] === undefined);
  return belongs(user, '') === 'not-known' ? ['team_id', ...missing] : missing;
}

/**
 * docs.slack.dev/reference/objects/user-object. Slack leaves fields out for strangers and for the deactivated; a
 * member without them is somebody about whom Slack has not said enough.
 */
function standingOf(user: SlackUser, home: string, missing: readonly string[]): Standing {
  if (user.is_stranger === true) return excluded('from-another-workspace');
  if (user.deleted === true) return excluded('deactivated');
  if (user.is_bot === true || user.is_app_user === true || user.is_workflow_bot === true) {
    return excluded('bot');
  }
  // Slackbot is a bot, but Slack does not mark it as one.
  if (user.id === 'USLACKBOT') return excluded('bot');
  if (user.is_restricted === true || user.is_ultra_restricted === true) return excluded('guest');
  if (belongs(user, home) === 'no') return excluded('from-another-workspace');
  if (missing.length > 0) return excluded('account-unclear');
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
