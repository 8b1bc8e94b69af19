import { remedyOf } from '#app/config-warnings.ts';
import { workspaceProblem } from '#app/slack-fitness.ts';
import { tryAppToken } from '#bot/slack/app-token.ts';
import { neededScopes } from '#bot/slack/scopes.ts';
import type { Self } from '#bot/slack/self.ts';
import { createSlackClient, type SlackAnswer, type SlackClient } from '#bot/slack/slack-client.ts';
import type { SlackFailure } from '#bot/slack/slack-failure.ts';
import type { Config } from '#config/config.ts';
import { groupsOf, peopleWarnings, usersOf } from '#config/policy-people.ts';
import { connectionFailure } from '#core/connection-failure.ts';
import type { Log } from '#core/ports.ts';
import { connectionWords } from '#providers/http/connection-words.ts';
import { type DoctorFinding, findingsOf } from './finding.ts';

const finding = findingsOf('slack');

/** Looks at the app, its tokens, and everything at Slack that the configuration names. Posts nothing. */
export async function checkSlack(config: Config, log: Log): Promise<DoctorFinding[]> {
  const { botToken: token, apiUrl, workspace: teamId } = config.slack;
  const slack = createSlackClient({ token, apiUrl, teamId, log });
  const self = await slack.self();
  if (self.type !== 'ok') return [refusedToken(self), ...(await checkAppToken(config, log))];
  const scopes = self.value.response_metadata?.scopes;
  return [
    ...checkWorkspace(self.value, teamId),
    ...checkScopes(scopes),
    ...(await checkAppToken(config, log)),
    ...(scopes?.includes('usergroups:read') === false ? [] : await checkGroups(config, slack)),
    ...(scopes?.includes('users:read') === false ? [] : await checkUsers(config, slack)),
    ...(await checkChannels(config, slack)),
    finding.unchecked(
      'slack-app-tabs',
      'A bot token cannot read the app’s settings. In App Home, turn the Home Tab and the Messages Tab on, as slack-manifest.json does.',
    ),
  ];
}

function refusedToken(failure: SlackFailure): DoctorFinding {
  if (failure.type === 'platform') {
    return finding.problem(
      'slack-token',
      `Slack refuses slack.botToken (${failure.error}). Copy it again from “OAuth & Permissions” of the app.`,
    );
  }
  return finding.problem(
    'slack-reachable',
    `Slack cannot be asked: ${saidOf(failure)}. ${networkRemedy(failure)}`,
  );
}

function saidOf(failure: SlackFailure): string {
  if (failure.type === 'platform') return failure.error;
  if (failure.type === 'rate-limited') return 'too many calls';
  return /^[A-Z]\w+$/u.test(failure.text)
    ? connectionWords('it', failure.text)
    : 'it gives no answer that can be used';
}

function networkRemedy(failure: SlackFailure): string {
  if (failure.type === 'rate-limited') return 'Try again in a minute.';
  return failure.type === 'unreachable' && connectionFailure(failure.text) === 'certificate-untrusted'
    ? 'Set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed it.'
    : 'Look at slack.apiUrl, the network and HTTPS_PROXY.';
}

function checkWorkspace(self: Self, workspace: string | undefined): DoctorFinding[] {
  const problem = workspaceProblem(self, workspace);
  return [
    problem === undefined
      ? finding.ok('slack-token', `The bot token is that of ${self.user_id} in ${workspace ?? self.team_id}.`)
      : finding.problem('slack-workspace', problem),
  ];
}

function checkScopes(scopes: readonly string[] | undefined): DoctorFinding[] {
  const code = 'slack-scope';
  if (scopes === undefined) {
    return [
      finding.unchecked(
        code,
        'Slack did not say which scopes the token has. Compare them with slack-manifest.json.',
      ),
    ];
  }
  const missing = Object.entries(neededScopes).filter(([scope]) => !scopes.includes(scope));
  if (missing.length === 0) return [finding.ok(code, 'The bot token has every scope.')];
  return missing.map(([scope, without]) =>
    finding.problem(
      code,
      `The bot token lacks the scope ${scope}: ${without}. Add it under “OAuth & Permissions” and install the app again.`,
    ),
  );
}

async function checkAppToken({ slack }: Pick<Config, 'slack'>, log: Log): Promise<DoctorFinding[]> {
  if (slack.mode === 'http') {
    return [
      finding.unchecked(
        'slack-signing-secret',
        'Only a delivery shows whether slack.signingSecret is right. Type /restore help in Slack.',
      ),
    ];
  }
  const code = 'slack-app-token';
  const answer = await tryAppToken({ token: slack.appToken, apiUrl: slack.apiUrl, log });
  if (answer.type === 'ok') return [finding.ok(code, 'The app-level token opens sockets.')];
  if (answer.type !== 'platform') {
    return [finding.problem(code, `Slack opens no socket: ${saidOf(answer)}. ${networkRemedy(answer)}`)];
  }
  return [
    finding.problem(
      code,
      `Slack refuses slack.appToken (${answer.error}). Make an app-level token with connections:write under “Basic Information”.`,
    ),
  ];
}

/** Members are also held against the rules: a quorum that a group is too small for is never reached. */
async function checkGroups(config: Config, slack: SlackClient): Promise<DoctorFinding[]> {
  const members = new Map<string, readonly string[]>();
  const groups = await each(groupsOf(config), async (group) => {
    const answer = await slack.groupMembers(group);
    const code = 'slack-group';
    if (answer.type === 'ok') {
      members.set(group, answer.value);
      return finding.ok(code, `User group ${group} has ${answer.value.length} members.`);
    }
    if (answer.type === 'platform' && answer.error === 'no_such_subteam') {
      return finding.problem(
        code,
        `Slack knows no enabled user group ${group}. Correct its id in the configuration, or enable it.`,
      );
    }
    return unanswered(code, `Slack does not say who is in ${group}`, answer);
  });
  const tooFew = peopleWarnings(config, members).map((text) => finding.warning('slack-people', text));
  return [...groups, ...tooFew];
}

async function checkUsers(config: Config, slack: SlackClient): Promise<DoctorFinding[]> {
  return each(usersOf(config), async (user) => {
    const answer = await slack.user(user);
    const code = 'slack-user';
    if (answer.type !== 'ok') {
      return answer.type === 'platform' && answer.error === 'user_not_found'
        ? finding.problem(code, `Slack knows no person ${user}. Correct the id in the configuration.`)
        : unanswered(code, `Slack does not say who ${user} is`, answer);
    }
    return answer.value.deleted === true
      ? finding.problem(code, `${user} is deactivated in Slack and counts for nothing. Name somebody else.`)
      : finding.ok(code, `Slack knows ${user}.`);
  });
}

async function checkChannels(config: Config, slack: SlackClient): Promise<DoctorFinding[]> {
  return each(channelsOf(config), async (channel) => {
    const answer = await slack.conversation(channel);
    const code = 'slack-channel';
    if (answer.type !== 'ok') {
      return answer.type === 'platform' && answer.error === 'channel_not_found'
        ? finding.problem(
            code,
            `restorebot does not see the channel ${channel}. Invite it there, or correct the id in the configuration.`,
          )
        : unanswered(code, `Slack does not say what ${channel} is`, answer);
    }
    if (answer.value.is_archived === true) {
      return finding.problem(code, `The channel ${channel} is archived. Unarchive it, or name another one.`);
    }
    return answer.value.is_member === true
      ? finding.ok(code, `restorebot is in ${channel}.`)
      : finding.problem(
          code,
          `restorebot is not in the channel ${channel}. Invite it there: /invite @restorebot.`,
        );
  });
}

/** Every channel that the configuration names, once: what recovery reads, where rules hold, whom break-glass tells. */
function channelsOf({ slack, rules, freezes, objectives }: Config): readonly string[] {
  const matched = [...rules, ...freezes, ...objectives].flatMap(({ match }) => match.channels ?? []);
  const told = rules.flatMap((rule) =>
    rule.effect === 'deny' ? [] : (rule.breakGlass?.tell.channels ?? []),
  );
  return [...new Set([...slack.channels, ...matched, ...told])];
}

function unanswered(
  code: string,
  what: string,
  failure: Exclude<SlackAnswer<unknown>, { type: 'ok' }>,
): DoctorFinding {
  return failure.type === 'platform'
    ? finding.problem(code, `${what} (${failure.error}). ${remedyOf(failure.error)}`)
    : finding.unchecked(code, `${what}: ${saidOf(failure)}. ${networkRemedy(failure)}`);
}

/** One call at a time: a configuration may name more than Slack answers in a minute. */
async function each(
  ids: readonly string[],
  look: (id: string) => Promise<DoctorFinding>,
): Promise<DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  for (const id of ids) found.push(await look(id));
  return found;
}
