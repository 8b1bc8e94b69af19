import type { SlackClient } from '#bot/slack/slack-client.ts';
import type { Config } from '#config/config.ts';
import { type GroupMembers, groupsOf, peopleWarnings } from '#core/policy-people.ts';
import { policyWarnings, type Tagging } from '#core/policy-warnings.ts';

/**
 * What the configuration allows and hardly means, one sentence each; with Slack, also what its groups make of the
 * rules. None of it keeps restorebot from starting: groups and times change by themselves, and a deploy must not
 * fail for that, while at the click everything fails closed.
 */
export async function configWarnings(
  config: Pick<Config, 'rules' | 'freezes'>,
  connections: readonly Tagging[],
  slack: Pick<SlackClient, 'groupMembers'> | undefined,
  now: Date,
): Promise<readonly string[]> {
  const own = policyWarnings(config, connections, now);
  return slack === undefined ? own : [...own, ...(await warningsOfGroups(config, slack))];
}

async function warningsOfGroups(
  config: Pick<Config, 'rules' | 'freezes'>,
  slack: Pick<SlackClient, 'groupMembers'>,
): Promise<readonly string[]> {
  const members = new Map<string, readonly string[] | 'unknown'>();
  const unanswered: string[] = [];
  const asked = groupsOf(config).map(async (group) => [group, await slack.groupMembers(group)] as const);
  for (const [group, answer] of await Promise.all(asked)) {
    if (answer.type === 'ok') members.set(group, answer.value);
    else if (answer.type === 'platform' && answer.error === 'no_such_subteam') members.set(group, 'unknown');
    else unanswered.push(group);
  }
  const notAsked =
    unanswered.length === 0
      ? []
      : [`Slack did not say who is in ${unanswered.join(', ')}, so nothing is known about those groups.`];
  return [...notAsked, ...peopleWarnings(config, members satisfies GroupMembers)];
}
