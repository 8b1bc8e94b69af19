import type { KnownBlock } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { defined, withoutNulls } from '#core/defined.ts';
import { Newest } from '#core/newest.ts';
import type { Log } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import { Conversation, type ConversationFacts } from './conversation.ts';
import { More, nextOf, type Page } from './pages.ts';
import { Self } from './self.ts';
import { quietLogger } from './slack-client-log.ts';
import { readSlackError, unreadable, type SlackFailure } from './slack-failure.ts';

/** What a call brought, or why it did not; no call throws. */
export type SlackAnswer<Value> = { readonly type: 'ok'; readonly value: Value } | SlackFailure;

/** `event_type` and `event_payload` of message metadata: ids only, because other apps in the channel read it. */
export interface Marker {
  readonly type: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

export interface Posting {
  /** A channel's id, or a person's: then it is a direct message. */
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** Also shows a reply in the channel. */
  readonly broadcast?: boolean;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  readonly marker: Marker;
}

const Permalink = z.object({ permalink: z.string() }).transform(({ permalink }) => permalink);
const Place = z.object({ channel: z.string(), ts: z.string() });
export type Place = Readonly<z.output<typeof Place>> & {
  /** The first message of the thread that a message hangs in; absent: it is the first one itself. */
  readonly threadTs?: string | undefined;
};

/** Other apps write metadata too: an unknown shape counts as none. */
const Metadata = z
  .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
  .optional()
  .catch(undefined);
const Message = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().optional(),
  /** `tombstone`: deleted, but its thread goes on. */
  subtype: z.string().optional(),
  /** The first message of its thread; its own `ts` where it is that one. */
  thread_ts: z.string().optional(),
  metadata: Metadata,
});
export type SlackMessage = Readonly<z.output<typeof Message>>;

const Messages = z
  .object({ messages: z.array(Message), response_metadata: More })
  .transform(({ messages, response_metadata: more }) => ({ items: messages, next: nextOf(more) }));

const Channels = z
  .object({ channels: z.array(z.object({ id: z.string() })), response_metadata: More })
  .transform(({ channels, response_metadata: more }) => ({
    items: channels.map(({ id }) => id),
    next: nextOf(more),
  }));

const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  profile: z.object({ display_name: z.string().optional() }).optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_app_user: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
});
export type SlackUser = Readonly<z.output<typeof User>>;

const Info = z.object({ user: User }).transform(({ user }) => user);

const GroupUsers = z.object({ users: z.array(z.string()) }).transform(({ users }) => users);

/** Bounds of a search, as Slack's time stamps; `cursor` is the last page's `next`. */
export interface Reading {
  readonly oldest?: string;
  readonly latest?: string;
  readonly cursor?: string | undefined;
}

/** Exactly the methods that the workers need (docs.slack.dev/reference/methods). */
export interface SlackClient {
  /** auth.test; asked once, then remembered. */
  self(): Promise<SlackAnswer<Self>>;
  /** chat.postMessage */
  post(posting: Posting): Promise<SlackAnswer<Place>>;
  /** chat.update */
  edit(edit: Place & Omit<Posting, 'threadTs' | 'broadcast'>): Promise<SlackAnswer<Place>>;
  /** chat.getPermalink */
  permalink(place: Place): Promise<SlackAnswer<string>>;
  /** conversations.history with metadata, newest first. */
  history(channel: string, reading: Reading): Promise<SlackAnswer<Page<SlackMessage>>>;
  /** conversations.replies with metadata: the first message of the thread that it is in, then its replies. */
  replies(thread: Place, reading: Reading): Promise<SlackAnswer<Page<SlackMessage>>>;
  /** users.conversations: the channels, public and private, that restorebot is in. */
  channels(cursor: string | undefined): Promise<SlackAnswer<Page<string>>>;
  /** conversations.info */
  conversation(id: string): Promise<SlackAnswer<ConversationFacts>>;
  /** users.info */
  user(id: string): Promise<SlackAnswer<SlackUser>>;
  /** usergroups.users.list */
  groupMembers(id: string): Promise<SlackAnswer<readonly string[]>>;
}

export interface SlackClientDeps {
  readonly token: Secret;
  /** @default Slack's own */
  readonly apiUrl?: string | undefined;
  /** The workspace, for the methods that must be told it where the token is a whole organization's. */
  readonly teamId?: string | undefined;
  /** Of one call, milliseconds; the witness takes 3000. @default 10_000 */
  readonly timeoutMs?: number;
  readonly log: Log;
}

/** Slack allows up to 999; it recommends no more than 200. */
const pageSize = 200;

/**
 * Our own WebClient. The default one has no timeout, retries for half an hour (a connection that drops
 * after Slack took the message posts it twice), and lets one channel's 429 stop all calls; the outbox of the
 * announcer does better. Options are made fresh here, because Bolt writes into the object that it is given.
 */
export function webClientOf({ token, apiUrl, timeoutMs = 10_000, log }: SlackClientDeps): WebClient {
  return new WebClient(token.reveal(), {
    ...defined({ slackApiUrl: apiUrl }),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: quietLogger(log),
  });
}

/** Far more than there are threads at work at a time. */
const mostPermalinks = 1_000;

/** The workers' Slack. */
export function createSlackClient(deps: SlackClientDeps): SlackClient {
  const { teamId, log } = deps;
  const client = webClientOf(deps);
  // Slack ignores it where the token is a workspace's own.
  const team = teamId === undefined ? {} : { team_id: teamId };
  let known: Self | undefined;
  /** They never change. */
  const permalinks = new Newest<string, string>(mostPermalinks);

  async function call<Value>(
    method: string,
    args: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Value>,
  ): Promise<SlackAnswer<Value>> {
    try {
      const read = shape.safeParse(withoutNulls(await client.apiCall(method, args)));
      if (read.success) return { type: 'ok', value: read.data };
      log.error({ method, err: read.error }, 'slack answer not as documented');
      return unreadable;
    } catch (error) {
      const failure = readSlackError(error);
      log.debug({ method, failure }, 'Slack call failed');
      return failure;
    }
  }

  function page(method: string, args: Readonly<Record<string, unknown>>, reading: Reading) {
    return call(method, { ...args, ...reading, include_all_metadata: true, limit: pageSize }, Messages);
  }

  return {
    async self() {
      if (known !== undefined) return { type: 'ok', value: known };
      const answer = await call('auth.test', {}, Self);
      if (answer.type === 'ok') known = answer.value;
      return answer;
    },
    post: ({ threadTs, broadcast, ...message }) => {
      const thread =
        threadTs === undefined
          ? {}
          : { thread_ts: threadTs, ...(broadcast === true ? { reply_broadcast: true } : {}) };
      // Links to vendors' consoles must not unfold into previews under a card.
      const plain = { unfurl_links: false, unfurl_media: false };
      return call('chat.postMessage', { ...written(message), ...thread, ...plain }, Place);
    },
    edit: ({ ts, ...message }) => call('chat.update', { ...written(message), ts }, Place),
    async permalink({ channel, ts }) {
      const message = `${channel} ${ts}`;
      const before = permalinks.get(message);
      if (before !== undefined) return { type: 'ok', value: before };
      const answer = await call('chat.getPermalink', { channel, message_ts: ts }, Permalink);
      if (answer.type === 'ok') permalinks.set(message, answer.value);
      return answer;
    },
    history: (channel, reading) => page('conversations.history', { channel }, reading),
    replies: ({ channel, ts, threadTs = ts }, reading) =>
      page('conversations.replies', { channel, ts: threadTs }, reading),
    channels: (cursor) => {
      const types = 'public_channel,private_channel';
      const args = { types, exclude_archived: true, limit: pageSize, cursor, ...team };
      return call('users.conversations', args, Channels);
    },
    conversation: (id) => call('conversations.info', { channel: id }, Conversation),
    user: (id) => call('users.info', { user: id }, Info),
    groupMembers: (id) => call('usergroups.users.list', { usergroup: id, ...team }, GroupUsers),
  };
}

function written({ channel, text, blocks, marker }: Omit<Posting, 'threadTs' | 'broadcast'>) {
  return {
    channel,
    text,
    // Without blocks the old ones go: chat.update keeps them only where text is missing, too.
    ...defined({ blocks }),
    metadata: { event_type: marker.type, event_payload: marker.payload },
  };
}
