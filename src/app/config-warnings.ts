import type { SlackClient } from '#bot/slack/slack-client.ts';
import { isLasting } from '#bot/slack/slack-failure.ts';
import { type GroupMembers, groupsOf, type Naming, peopleWarnings } from '#config/policy-people.ts';
import { policyWarnings, type Tagging } from '#config/policy-warnings.ts';
import type { Policy } from '#core/policy.ts';

/**
 * What the configuration allows and probably does not mean, one sentence each; with Slack, also what its groups make of the
 * rules. None of it keeps restorebot from starting: groups and times change without a deploy, and a deploy must not
 * fail for that, while at the click everything fails closed.
 */
export async function configWarnings(
  config: Policy & Naming,
  connections: readonly Tagging[],
  slack: Asked | undefined,
  now: Date,
): Promise<readonly string[]> {
  const own = policyWarnings(config, connections, now);
  if (slack === undefined) return own;
  return [...own, ...(await warningsOfPeople(slack)), ...(await warningsOfGroups(config, slack))];
}

type Asked = Pick<SlackClient, 'self' | 'user' | 'groupMembers'>;

/** Whether Slack tells who somebody is: asked about restorebot itself. */
async function warningsOfPeople(slack: Asked): Promise<readonly string[]> {
  const self = await slack.self();
  const user = self.type === 'ok' ? await slack.user(self.value.user_id) : self;
  if (user.type === 'ok' || !isLasting(user)) return [];
  return [
    `Slack refuses to say who somebody is (users.info: ${user.error}), so nobody can ask for a restore or approve one. ${remedyOf(user.error)}`,
  ];
}

/** What to do about an error code that Slack repeats until somebody changes something. */
export function remedyOf(error: string): string {
  switch (error) {
    case 'plan_upgrade_required':
      return 'User groups need a paid Slack plan: name people by their ids under users instead.';
    case 'missing_scope':
      return 'Add the scope from the manifest to the app and install it again.';
    case 'not_allowed_token_type':
      return 'Write the bot token (xoxb-…) as slack.botToken.';
    case 'missing_argument':
    case 'team_access_not_granted':
      return 'The app is installed for an organization: write slack.workspace, and add the app to that workspace.';
    default:
      return 'Trying again does not change that: look the code up at docs.slack.dev.';
  }
}

async function warningsOfGroups(config: Naming, slack: Asked): Promise<readonly string[]> {
  const members = new Map<string, readonly string[] | 'unknown'>();
  const unanswered: string[] = [];
  const refused: string[] = [];
  const asked = groupsOf(config).map(async (group) => [group, await slack.groupMembers(group)] as const);
  for (const [group, answer] of await Promise.all(asked)) {
    if (answer.type === 'ok') members.set(group, answer.value);
    else if (answer.type === 'platform' && answer.error === 'no_such_subteam') members.set(group, 'unknown');
    else if (isLasting(answer)) {
      refused.push(
        `Slack refuses to say who is in ${group} (usergroups.users.list: ${answer.error}), so nobody counts as a member of it. ${remedyOf(answer.error)}`,
      );
    } else unanswered.push(group);
  }
  const notAsked =
    unanswered.length === 0
      ? []
      : [`Slack did not say who is in ${unanswered.join(', ')}, so nothing is known about those groups.`];
  return [...notAsked, ...refused, ...peopleWarnings(config, members satisfies GroupMembers)];
}
