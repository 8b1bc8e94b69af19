/** What a test or the sandbox gives a fake Slack to start with. */

export interface SeedUser {
  readonly id: string;
  readonly name: string;
  readonly realName?: string;
  readonly displayName?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  /** From another organization, here through a shared channel. */
  readonly is_stranger?: boolean;
  /** The workspace they came from. @default the workspace's */
  readonly team_id?: string;
  /** In an organization: every workspace they are in. @default only `team_id` */
  readonly teams?: readonly string[];
  /** Fields that users.info leaves out for this person: `team_id`, `is_restricted`… */
  readonly without?: readonly string[];
}

/** An Enterprise Grid organization that the workspace belongs to. */
export interface SeedEnterprise {
  /** `E…` */
  readonly id: string;
  readonly name?: string;
  /** The app is installed for the whole organization: its token is for no workspace, and calls must name one. */
  readonly isOrgInstall?: boolean;
}

export interface SeedGroup {
  /** `S…` */
  readonly id: string;
  readonly handle: string;
  readonly name?: string;
  readonly disabled?: boolean;
  readonly members: readonly string[];
}

export interface SeedChannel {
  /** `C…`; `D…` makes a direct message of its members. */
  readonly id: string;
  readonly name: string;
  readonly is_private?: boolean;
  readonly is_ext_shared?: boolean;
  readonly is_archived?: boolean;
  /** User ids; the bot is a member if its id (`botUserId`) is among them. */
  readonly members: readonly string[];
}

export interface Seed {
  readonly teamId: string;
  readonly teamName?: string;
  readonly enterprise?: SeedEnterprise;
  /** @default 'U0BOT' */
  readonly botUserId?: string;
  /** @default 'A0APP' */
  readonly appId?: string;
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  readonly channels: readonly SeedChannel[];
}

export interface FakeSlackOptions {
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Another address than the machine's own only inside a container. @default '127.0.0.1' */
  readonly host?: string;
  readonly seed: Seed;
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`; only Socket Mode needs it. */
  readonly appToken: string;
  readonly signingSecret: string;
  /** The app's manifest, as Slack takes it: its scopes, commands, shortcuts and events are enforced. */
  readonly manifest: unknown;
  /** Where payloads go: to open sockets, or signed to the manifest's URLs, or to this one. @default 'socket' */
  readonly delivery?: 'socket' | 'http' | { readonly http: string };
  /** Time for message stamps, triggers, response_urls and rate limits. @default the machine's */
  readonly now?: () => Date;
  /** Real milliseconds the app has to acknowledge. @default 3000 */
  readonly ackTimeoutMs?: number;
  /** How often what was not acked over Socket Mode is delivered again. @default 1 */
  readonly redeliveries?: number;
  /** What apps reach its WebSockets by, where something stands in between: `wss://…`. @default its own address */
  readonly socketOrigin?: string;
  /** chat.postMessage in one channel. @default 1 a second after a burst of 20 */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /** Where the page is. @default the folder `page` next to this file */
  readonly pageDir?: string;
}
