import { z } from 'zod';
import { isLoopback } from '#core/loopback.ts';
import { numeric } from '#core/numeric-text.ts';
import { Secret } from '#core/secret.ts';
import { ChannelId, credential, Host, ifMissing, port, word, WorkspaceId } from './values.ts';

/** Slack's are 32 hexadecimal digits. */
const SigningSecret = word()
  .refine(
    (text) => text.length >= 20,
    'it is too short for a signing secret; copy it from “Basic Information” of the app',
  )
  .transform((text) => new Secret(text));

/** The bot token goes there. */
function isSafe(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const modes = '`socket`, or `http` where Slack is to post to restorebot; left out: `socket`';

const Both = {
  botToken: credential().meta({ description: '`xoxb-…`', example: '${SLACK_BOT_TOKEN}' }),
  apiUrl: z
    .url('write an address such as https://slack.com/api/')
    .refine(
      isSafe,
      'write an address that begins with https:// (http:// is for this machine only), without a user name or password',
    )
    .prefault('https://slack.com/api/')
    .describe('Slack’s host; another one for tests and the sandbox'),
  workspace: WorkspaceId.optional().describe(
    'the workspace restorebot works in; needed only where the app is installed for a whole Enterprise Grid organization',
  ),
  channels: z
    .array(ChannelId)
    .prefault([])
    .describe('channel ids to read after Redis lost something, besides those that restorebot is in'),
};

const OnlySocket = {
  appToken: credential(
    'it is missing, and mode: socket needs it; write mode: http, or an app-level token',
  ).meta({ description: '`xapp-…`, with `connections:write`', example: '${SLACK_APP_TOKEN}' }),
  sockets: numeric(z.int().min(1).max(10))
    .prefault(2)
    .describe('connections of each bot; two, because one is deaf for seconds at each reconnect'),
};

const OnlyHttp = {
  signingSecret: z
    .preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z
        .array(SigningSecret, {
          error: ifMissing(
            'it is missing, and mode: http needs it; write what “Basic Information” of the app shows',
          ),
        })
        .min(1, 'it is empty; write at least one'),
    )
    .meta({
      description: 'one, or a list while one is being replaced: all of them are taken',
      example: '${SLACK_SIGNING_SECRET}',
    }),
  /** Where Slack's requests arrive; whatever stands in front of it ends TLS. */
  http: z
    .strictObject({
      port: port(3000).describe('where Slack’s requests arrive; whatever stands in front ends TLS'),
      host: Host,
      path: z
        .string()
        .regex(/^\/[^?#\s]*$/u, 'write a path that begins with a slash, such as /slack/events')
        .prefault('/slack/events')
        .describe('the same in all three places of the manifest'),
    })
    .prefault({}),
};

/** A setting of the other mode is no typing error: its author thinks that mode is on. */
function told(other: 'socket' | 'http', keys: object) {
  return (issue: { readonly code?: string; readonly keys?: readonly string[] }): string | undefined => {
    const foreign = issue.code === 'unrecognized_keys' ? (issue.keys ?? []) : [];
    if (foreign.length === 0 || !foreign.every((key) => Object.hasOwn(keys, key))) return undefined;
    return `${foreign.join(', ')} belongs to mode: ${other}; write slack.mode: ${other}, or leave it out`;
  };
}

/** How Slack reaches restorebot, and restorebot Slack. Without a mode it is `socket`. */
export const Slack = z.preprocess(
  (given) => (typeof given === 'object' && given !== null ? { mode: 'socket', ...given } : given),
  z.discriminatedUnion('mode', [
    z.strictObject(
      { mode: z.literal('socket').describe(modes), ...Both, ...OnlySocket },
      { error: told('http', OnlyHttp) },
    ),
    z.strictObject(
      { mode: z.literal('http').describe(modes), ...Both, ...OnlyHttp },
      { error: told('socket', OnlySocket) },
    ),
  ]),
);
export type SlackConfig = Readonly<z.output<typeof Slack>>;
