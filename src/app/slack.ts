import { createSubmissionWitness } from '#bot/announcer/witness.ts';
import { createChannels, type SlackChannels } from '#bot/slack/channels.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createSlackClient, type SlackClient } from '#bot/slack/slack-client.ts';
import { defined } from '#core/defined.ts';
import type { Directory, SubmissionWitness } from '#core/ports.ts';
import { wrap } from './around.ts';
import type { OpenRecord } from './record.ts';
import { refuseUnfitSlack } from './slack-fitness.ts';
import { monotonicMs, type Starting } from './start-context.ts';

/** A write waits for what Slack says, within its own deadline. */
const beforeWriteMs = 3_000;

/** Slack as the announcer, the rules and the last gate use it. */
export interface OpenSlack {
  readonly slack: SlackClient;
  readonly directory: Directory;
  /** A directory that remembers nothing, for the last look before a write. */
  readonly directoryNow: () => Directory;
  readonly channels: SlackChannels;
  readonly witness: SubmissionWitness;
}

/** Throws `ConfigError` where Slack refuses the token, or the token is for another workspace. */
export async function openSlack(
  { config, role, log, around }: Starting,
  { pacer }: Pick<OpenRecord, 'pacer'>,
): Promise<OpenSlack> {
  const { botToken: token, apiUrl, workspace: teamId } = config.slack;
  const { slackTimeout, people, groups, channels } = config.intervals;
  const clientOf = (timeoutMs: number) => createSlackClient({ token, apiUrl, teamId, timeoutMs, log });
  const slack = wrap(around, 'slack', clientOf(slackTimeout));
  await refuseUnfitSlack(slack, { role, workspace: teamId, log });
  const impatient = clientOf(beforeWriteMs);
  const directoryOf = (client: SlackClient, cacheMs?: { people: number; groups: number }) =>
    wrap(
      around,
      'directory',
      createDirectory({ slack: client, teamId, ...defined({ cacheMs }), monotonicMs, log }),
    );
  return {
    slack,
    directory: directoryOf(slack, { people, groups }),
    directoryNow: () => directoryOf(impatient),
    channels: createChannels({ slack, cacheMs: channels, monotonicMs, log }),
    witness: wrap(around, 'witness', createSubmissionWitness({ slack: impatient, pacer, log })),
  };
}
