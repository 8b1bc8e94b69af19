import { parseArgs } from 'node:util';
import { configWarnings } from '#app/config-warnings.ts';
import { readConnections } from '#app/connections.ts';
import { createLog } from '#app/log.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createSlackClient } from '#bot/slack/slack-client.ts';
import { type Config, loadConfig } from '#config/config.ts';
import { counted } from '#core/amounts.ts';
import { type Command, type Streams, UsageError } from './command.ts';
import { explain, explainPerson } from './explain-rules.ts';
import { readSubject, subjectOptions } from './subject-options.ts';

/** Says what is wrong with the configuration, and which rule decides about one restore, and why. */
export const configCheck: Command = {
  name: 'config check',
  usage:
    '[--connection=<name> --kind=<kind> [--source=<name or id>] [--target=<name or id>] [--impact=in-place|new-target|download] [--tags=<name>=<value>]… [--source-tags=<name>=<value>]… [--channel=<id>] [--at=<ISO instant>] [--person=<Slack user id>]] [--offline]',
  what: 'checks the configuration; for a connection and a kind, also says which rule decides, and why',
  async run(args, streams) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...subjectOptions,
        person: { type: 'string' },
        offline: { type: 'boolean', default: false },
      },
    });
    const config = loadConfig();
    const providers = await readConnections(config);
    const kinds = new Map(providers.map((provider) => [provider.connection, provider.kinds]));
    const slack = values.offline ? undefined : slackOf(config, streams);
    const write = (lines: readonly string[]) => streams.stdout.write(`${lines.join('\n')}\n`);
    const now = new Date();
    const warnings = [...leftOut(config), ...(await configWarnings(config, providers, slack, now))];
    write([
      `The configuration can be used: ${counted(config.rules.length, 'rule')}, ${counted(config.freezes.length, 'freeze')}, ${counted(config.connections.length, 'connection')}.`,
      ...warnings.map((text) => `Warning: ${text}`),
    ]);
    if (values.connection === undefined && values.kind === undefined) {
      if (values.person === undefined) return 0;
      throw new UsageError('--person goes with --connection and --kind: a rule is about a restore.');
    }
    const subject = readSubject(values, kinds, now);
    write(['', ...explain(config, subject)]);
    if (values.person === undefined) return 0;
    const directory =
      slack === undefined
        ? undefined
        : createDirectory({
            slack,
            teamId: config.slack.workspace,
            monotonicMs: () => performance.now(),
            log: createLog(config.log.level, streams.stderr),
          });
    write(['', ...(await explainPerson(config, subject.subject, values.person, directory))]);
    return 0;
  },
};

function slackOf({ slack, log }: Config, { stderr }: Streams) {
  const { botToken, apiUrl, workspace: teamId } = slack;
  return createSlackClient({ token: botToken, apiUrl, teamId, log: createLog(log.level, stderr) });
}

/** What the configuration leaves out and will be missed, a sentence each. */
export function leftOut({ secrets, audit, pause }: Config): readonly string[] {
  const keys = Object.entries({ secrets, audit })
    .filter(([, each]) => each.keys.length === 0)
    .map(
      ([name]) =>
        `${name}.keys: there are none, so one is made out of the bot token and is lost with it; write one that openssl rand -base64 32 gives.`,
    );
  const { users, groups } = pause.by;
  if (users.length + groups.length > 0) return keys;
  return [
    ...keys,
    'pause.by: it names nobody, so /restore pause works for nobody, and only restorebot pause on the command line stops restores; name people or groups.',
  ];
}
