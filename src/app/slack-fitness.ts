import { isOrgInstall, type Self } from '#bot/slack/self.ts';
import type { SlackClient } from '#bot/slack/slack-client.ts';
import { isLasting } from '#bot/slack/slack-failure.ts';
import { ConfigError } from '#config/config.ts';
import type { Log } from '#core/ports.ts';

export interface FitnessFacts {
  readonly role: 'bot' | 'worker' | 'all';
  /** `slack.workspace` */
  readonly workspace: string | undefined;
  readonly log: Log;
}

/**
 * Throws a `ConfigError` where Slack refuses the token (a worker still follows what runs) or the token is not for the
 * workspace of the configuration. A process that cannot reach Slack starts; readiness says that nobody can talk to it.
 */
export async function refuseUnfitSlack(
  slack: Pick<SlackClient, 'self'>,
  { role, workspace, log }: FitnessFacts,
): Promise<void> {
  const self = await slack.self();
  if (self.type === 'ok') {
    const problem = workspaceProblem(self.value, workspace);
    if (problem !== undefined) throw new ConfigError([problem]);
    return;
  }
  if (role !== 'worker' && isLasting(self)) {
    throw new ConfigError([
      `slack.botToken: Slack refuses it (${self.error}); copy it again from the app's page.`,
    ]);
  }
  const because =
    self.type === 'unreachable' ? self.text : self.type === 'platform' ? self.error : 'too many calls';
  log.error({ because }, 'slack does not answer, trying again; check slack.apiUrl and the network');
}

/** Why the token and `slack.workspace` do not match; `undefined`: they do. */
export function workspaceProblem(self: Self, workspace: string | undefined): string | undefined {
  if (isOrgInstall(self)) {
    return workspace === undefined
      ? `slack.workspace: the app is installed for the whole organization ${self.enterprise_id ?? self.team_id}, so the bot token belongs to no workspace. Write the id of the workspace that restorebot works in, such as T024BE7LH.`
      : undefined;
  }
  if (workspace === undefined || workspace === self.team_id) return undefined;
  return `slack.workspace: it is ${workspace}, but the bot token is for the workspace ${self.team_id}. Correct it, or leave it out.`;
}
