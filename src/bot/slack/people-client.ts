import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import { defined, withoutNulls } from '#core/defined.ts';
import type { Log } from '#core/ports.ts';
import type { Secret } from '#core/secret.ts';
import { Self } from './self.ts';
import { webClientOf } from './slack-client.ts';

/** A modal that is on somebody's screen; `hash` names exactly this content of it. */
const Opened = z
  .object({ view: z.object({ id: z.string(), hash: z.string() }) })
  .transform(({ view }) => view);
export type OpenView = Readonly<z.output<typeof Opened>>;

const Permalink = z.object({ permalink: z.url() });

/** What became of an update: the person may have closed the modal, or changed it at the same moment. */
type UpdatedView = OpenView | 'closed' | 'changed-meanwhile';

interface PrivateWords {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** The methods with which people are answered (docs.slack.dev/reference/methods). They throw what WebClient throws. */
export interface PeopleClient {
  /** auth.test */
  self(): Promise<Self>;
  /** views.open; the trigger lives 3 s and works once. */
  openView(triggerId: string, view: ModalView): Promise<OpenView>;
  /** views.push: on top of the modal in which the trigger was made. */
  pushView(triggerId: string, view: ModalView): Promise<OpenView>;
  /** views.update; without a hash whatever is shown is replaced. */
  updateView(at: { readonly id: string; readonly hash?: string }, view: ModalView): Promise<UpdatedView>;
  /** views.publish: the home tab of one person. */
  publishHome(user: string, view: HomeView): Promise<void>;
  /** chat.getPermalink; needs no scope, and refuses a channel that the bot cannot see. */
  permalink(channel: string, ts: string): Promise<string>;
  /** chat.postEphemeral */
  whisper(channel: string, user: string, words: PrivateWords): Promise<void>;
  /** chat.postMessage to a person; the scope chat:write is enough for that. */
  write(user: string, words: PrivateWords): Promise<void>;
}

export interface PeopleClientDeps {
  readonly token: Secret;
  readonly apiUrl: string;
  readonly log: Log;
}

/** Of one call. */
const timeoutMs = 5_000;

/** Somebody waits in front of the screen: no retries, no waiting for a limit, a timeout on every call. */
export function createPeopleClient(deps: PeopleClientDeps): PeopleClient {
  const client = webClientOf({ ...deps, timeoutMs });
  return {
    self: async () => Self.parse(withoutNulls(await client.auth.test())),
    openView: async (triggerId, view) =>
      Opened.parse(await client.views.open({ trigger_id: triggerId, view })),
    pushView: async (triggerId, view) =>
      Opened.parse(await client.views.push({ trigger_id: triggerId, view })),
    async updateView({ id, hash }, view) {
      try {
        const sent = { view_id: id, view, ...defined({ hash }) };
        return Opened.parse(await client.views.update(sent));
      } catch (error) {
        if (slackCode(error) === 'not_found') return 'closed';
        if (slackCode(error) === 'hash_conflict') return 'changed-meanwhile';
        throw error;
      }
    },
    async publishHome(user, view) {
      await client.views.publish({ user_id: user, view });
    },
    permalink: async (channel, ts) =>
      Permalink.parse(await client.chat.getPermalink({ channel, message_ts: ts })).permalink,
    async whisper(channel, user, { text, blocks }) {
      await client.chat.postEphemeral({ channel, user, text, blocks: [...blocks] });
    },
    async write(user, { text, blocks }) {
      await client.apiCall('chat.postMessage', { channel: user, text, blocks });
    },
  };
}

/** Slack's own code of an error (`expired_trigger_id`), where it gave one. */
export function slackCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}
