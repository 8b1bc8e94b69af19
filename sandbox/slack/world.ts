import type {
  ChangeEvent,
  Channel,
  Group,
  InputState,
  JsonObject,
  LoggedCall,
  LoggedDelivery,
  Notice,
  Option,
  PendingFault,
  Person,
  ShownMessage,
  ShownView,
} from './control-types.ts';
import { type AppManifest, readManifest } from './manifest.ts';
import type { FakeSlackOptions, SeedChannel, SeedEnterprise, SeedGroup, SeedUser } from './options.ts';

/** Everything the fake Slack knows, in memory. The modules next to this one are the only writers. */

export interface StoredUser extends Omit<Person, 'groups'> {
  /** The workspaces of an organization that they are in. */
  readonly teams: readonly string[];
  /** What users.info leaves out. */
  readonly without: readonly string[];
}

export interface StoredChannel extends Omit<Channel, 'isMember' | 'hasBot'> {
  /** Unix seconds. */
  readonly created: number;
}

type Shown = Pick<ShownMessage, 'channel' | 'ts' | 'user' | 'text' | 'blocks' | 'edited' | 'tombstone'>;

export interface StoredMessage extends Shown {
  readonly threadTs: string | undefined;
  /** A reply that the channel shows too (`reply_broadcast`). */
  readonly broadcast: boolean;
  readonly metadata: JsonObject | undefined;
  /** Set: an ephemeral message, seen by this person only. */
  readonly onlyFor: string | undefined;
  readonly editClosed: boolean;
}

export interface StoredView extends Pick<ShownView, 'id' | 'type' | 'view' | 'hash' | 'errors' | 'status'> {
  readonly owner: string;
  readonly rootViewId: string;
  readonly previousViewId: string | null;
  /** By `block_id` and `action_id` in JSON. */
  readonly state: ReadonlyMap<string, InputState>;
  readonly notice: string | undefined;
}

export interface Trigger {
  readonly user: string;
  readonly madeAt: number;
  readonly used: boolean;
  /** The modal it came from; only such a trigger can push. */
  readonly viewId: string | undefined;
  /** The channel it came from, for `default_to_current_conversation`. */
  readonly channel: string | undefined;
}

export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly madeAt: number;
  readonly uses: number;
  /** The message the interaction happened on, if it did. */
  readonly messageTs: string | undefined;
}

interface Listener {
  readonly user: string | undefined;
  readonly hear: (event: ChangeEvent) => void;
}

export interface World {
  readonly team: { readonly id: string; readonly name: string };
  readonly enterprise: Required<SeedEnterprise> | undefined;
  readonly app: AppManifest & {
    readonly id: string;
    readonly botId: string;
    readonly botUserId: string;
  };
  readonly users: Map<string, StoredUser>;
  readonly groups: Map<string, Group>;
  readonly channels: Map<string, StoredChannel>;
  /** By channel, oldest first, replies and ephemeral ones among the others. */
  readonly messages: Map<string, readonly StoredMessage[]>;
  readonly views: Map<string, StoredView>;
  /** By person: view ids, bottom first. */
  readonly stacks: Map<string, readonly string[]>;
  readonly homes: Map<string, string>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** What an external select offered last, by person, place and element. */
  readonly suggested: Map<string, readonly Option[]>;
  readonly notices: Map<string, readonly Notice[]>;
  readonly calls: LoggedCall[];
  readonly deliveries: LoggedDelivery[];
  readonly faults: PendingFault[];
  readonly listeners: Set<Listener>;
  readonly buckets: Map<string, { readonly tokens: number; readonly at: number }>;
  /** Whether the control API has more for the program that runs this Slack. */
  readonly hasPanel: boolean;
  readonly settings: {
    tokenRevoked: boolean;
    editWindowClosed: boolean;
    rateLimit: { perSecond: number; burst: number };
  };
  now(): Date;
  advance(ms: number): void;
  /** `newId('V')` → `V0000001`; unique in this world. */
  newId(prefix: string): string;
  /** The next message stamp; later than all before. */
  newTs(): string;
  /** Tells the listeners; with `only`, those of this person. */
  changed(event: ChangeEvent, only?: string): void;
}

/** A sandbox may run for weeks; its logs keep the newest entries. */
const logLength = 5_000;

export function remember<T>(log: T[], entry: T): void {
  log.push(entry);
  if (log.length > logLength) log.shift();
}

function storedUser(seed: SeedUser, teamId: string): StoredUser {
  const realName = seed.realName ?? seed.displayName ?? seed.name;
  return {
    id: seed.id,
    name: seed.name,
    realName,
    displayName: seed.displayName ?? realName,
    teamId: seed.team_id ?? teamId,
    isBot: seed.is_bot ?? false,
    deleted: seed.deleted ?? false,
    isRestricted: seed.is_restricted ?? false,
    isUltraRestricted: seed.is_ultra_restricted ?? false,
    isStranger: seed.is_stranger ?? false,
    teams: seed.teams ?? [seed.team_id ?? teamId],
    without: seed.without ?? [],
  };
}

function storedGroup(seed: SeedGroup): Group {
  return { ...seed, name: seed.name ?? seed.handle, disabled: seed.disabled ?? false };
}

function storedChannel(seed: SeedChannel, created: number): StoredChannel {
  const open = seed.is_private === true ? 'private' : 'public';
  return {
    id: seed.id,
    name: seed.name,
    kind: seed.id.startsWith('D') ? 'dm' : open,
    isArchived: seed.is_archived ?? false,
    isExtShared: seed.is_ext_shared ?? false,
    members: seed.members,
    created,
  };
}

function makeStamps(now: () => Date): () => string {
  let last = 0;
  return () => {
    const micros = Math.max(now().getTime() * 1_000, last + 1);
    last = micros;
    return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
  };
}

export function createWorld(options: FakeSlackOptions, hasPanel = false): World {
  const { seed } = options;
  const wallClock = options.now ?? (() => new Date());
  let offsetMs = 0;
  let lastId = 0;
  const now = (): Date => new Date(wallClock().getTime() + offsetMs);
  const manifest = readManifest(options.manifest);
  const botUserId = seed.botUserId ?? 'U0BOT';
  const bot: SeedUser = { id: botUserId, name: manifest.botName, displayName: manifest.name, is_bot: true };
  const people = [...seed.users.filter((user) => user.id !== botUserId), bot];
  const createdAt = Math.floor(now().getTime() / 1_000);
  const listeners = new Set<Listener>();

  return {
    team: { id: seed.teamId, name: seed.teamName ?? 'sandbox' },
    enterprise:
      seed.enterprise === undefined
        ? undefined
        : { name: 'sandbox organization', isOrgInstall: false, ...seed.enterprise },
    app: { ...manifest, id: seed.appId ?? 'A0APP', botId: 'B0BOT', botUserId },
    users: new Map(people.map((user) => [user.id, storedUser(user, seed.teamId)])),
    groups: new Map(seed.groups.map((group) => [group.id, storedGroup(group)])),
    channels: new Map(seed.channels.map((channel) => [channel.id, storedChannel(channel, createdAt)])),
    messages: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    suggested: new Map(),
    notices: new Map(),
    calls: [],
    deliveries: [],
    faults: [],
    listeners,
    buckets: new Map(),
    hasPanel,
    settings: {
      tokenRevoked: false,
      editWindowClosed: false,
      rateLimit: { perSecond: 1, burst: 20, ...options.rateLimit },
    },
    now,
    advance(ms) {
      offsetMs += ms;
    },
    newId(prefix) {
      lastId += 1;
      return `${prefix}${String(lastId).padStart(7, '0')}`;
    },
    newTs: makeStamps(now),
    changed(event, only) {
      for (const listener of listeners) {
        if (only === undefined || listener.user === undefined || listener.user === only) listener.hear(event);
      }
    },
  };
}
