import { type AnnouncerDeps, announcerTiming } from '#bot/announcer/deps.ts';
import { createAnnouncer, type WatchedAnnouncer } from '#bot/announcer/index.ts';
import { createSlackClient, type SlackClient } from '#bot/slack/slack-client.ts';
import { dueAt } from '#core/duty.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { after } from '#core/instant.ts';
import {
  authentic,
  type Announcer,
  type Log,
  type Pacer,
  type RequestStore,
  type StoredRequest,
  StoreUnavailable,
} from '#core/ports.ts';
import { Secret } from '#core/secret.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import type { Seed } from '#sandbox/slack/options.ts';
import { askedAt, type RequestChanges } from '#test/support/builders.ts';
import { createMemoryPacer } from '#test/support/memory-pacer.ts';
import { createMemoryStore, type MemoryStore } from '#test/support/memory-store.ts';
import { creation } from '#test/support/saves.ts';
import { botToken, startWorkspace, type Workspace } from '../../sandbox/slack/support/workspace.ts';

/** The people of the builders' requests, and one channel of theirs. */
export const seed: Seed = {
  teamId: 'T0HOME',
  users: [
    { id: 'U0RITA', name: 'rita', displayName: 'Rita' },
    { id: 'U0ADA', name: 'ada', displayName: 'Ada' },
    { id: 'U0BEN', name: 'ben', displayName: 'Ben' },
    { id: 'U0DORA', name: 'dora', displayName: 'Dora' },
    { id: 'U0GONE', name: 'gone', deleted: true },
    { id: 'U0AUTO', name: 'auto', is_bot: true },
    { id: 'U0GUEST', name: 'guest', is_restricted: true },
    { id: 'U0SINGLE', name: 'single', is_ultra_restricted: true },
    { id: 'U0EVE', name: 'eve', is_stranger: true, team_id: 'T0OTHER' },
    { id: 'U0SIS', name: 'sis', team_id: 'T0SISTER' },
  ],
  groups: [
    { id: 'S0DBA', handle: 'dba', members: ['U0ADA', 'U0BEN'] },
    { id: 'S0OLD', handle: 'old', members: ['U0ADA'], disabled: true },
  ],
  channels: [
    { id: 'C0OPS', name: 'ops', members: ['U0RITA', 'U0ADA', 'U0BEN', 'U0BOT'] },
    { id: 'C0LOUD', name: 'loud', members: ['U0ADA', 'U0BEN', 'U0BOT'] },
  ],
};

/** One clock for the record, for Slack and for the process; it moves only when a test says so. */
export interface TestClock {
  readonly now: () => Date;
  pass(ms: number): void;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface Rig extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly clock: TestClock;
  readonly store: MemoryStore;
  readonly log: Log & { readonly lines: readonly LogLine[] };
  readonly client: SlackClient;
  readonly pacer: Pacer;
  /** One more process that announces, with its own parts where a test says so. */
  announcer(parts?: Partial<AnnouncerDeps>): WatchedAnnouncer;
  /** Stores a request in a state, as if asked just now; its id is `r1`. */
  ask(changes?: Omit<RequestChanges, 'askedAt'>): Promise<void>;
  /** One more event, now. */
  happen(event: NewEvent): Promise<void>;
  stored(): Promise<StoredRequest>;
  /** What Ada sees in the channel that is no reply, and the replies to one of these messages. */
  channel(): Promise<readonly ShownMessage[]>;
  thread(parent: ShownMessage | undefined): Promise<readonly ShownMessage[]>;
}

type Distributed<Event> = Event extends unknown ? Omit<Event, 'at' | 'commandId'> : never;
export type NewEvent = Distributed<RequestEvent>;

export async function startRig(): Promise<Rig> {
  const clock = createClock();
  const workspace = await startWorkspace({ seed, now: clock.now });
  const store = createMemoryStore({ now: clock.now });
  const log = createLog();
  const client = createSlackClient({ token: new Secret(botToken), apiUrl: workspace.server.apiUrl, log });
  const pacer = createMemoryPacer(clock.now);
  const ada = workspace.slack.as('U0ADA');

  async function stored(): Promise<StoredRequest> {
    const found = authentic(await store.load('r1'));
    if (found === undefined) throw new Error('no request r1 was stored');
    return found;
  }

  return {
    workspace,
    clock,
    store,
    log,
    client,
    pacer,
    announcer: (parts = {}) =>
      createAnnouncer({
        record: { trust: async () => ({ type: 'trusted', epoch: { id: 'E1', run: 'R1' } }) },
        store,
        slack: client,
        pacer,
        dueOf: ({ request, look, thread, now }) => dueAt(request, look, thread, 1_000, now),
        cardOptionsOf: () => ({ canCancel: true }),
        timing: announcerTiming,
        monotonicMs: () => clock.now().getTime(),
        log,
        ...parts,
      }),
    async ask(changes = {}) {
      await store.save(creation({ ...changes, askedAt: clock.now() }, { due: clock.now() }));
    },
    async happen(event) {
      const { request, events, look, thread, tail, now } = await stored();
      const fresh: RequestEvent = { ...event, at: now, commandId: `c${events.length + 1}` };
      const next = fold([...events, fresh]);
      if (next === undefined) throw new Error('no events');
      const due = dueAt(next, look, thread, 1_000, now);
      await store.save({
        expectedVersion: request.version,
        request: next,
        events: [fresh],
        previous: tail,
        takeLocks: [],
        freeLocks: [],
        due,
      });
    },
    stored,
    channel: async () => (await ada.messages('C0OPS')).filter((message) => message.thread_ts === undefined),
    thread: async (parent) => (await ada.thread('C0OPS', parent?.ts ?? '')).slice(1),
    [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose](),
  };
}

function createClock(): TestClock {
  let now = askedAt;
  return {
    now: () => now,
    pass(ms) {
      now = after(now, ms);
    },
  };
}

function createLog(): Rig['log'] {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A store that loses its connection at the n-th write of a thread, once. */
export function failingAtWrite(store: RequestStore, nth: number): RequestStore {
  let writes = 0;
  return {
    ...store,
    async saveThread(...args) {
      writes += 1;
      if (writes === nth) throw new StoreUnavailable('gone');
      return store.saveThread(...args);
    },
  };
}

/** Lets time pass until the announcer has nothing more to do; gives how often it was called. */
export async function comeToRest(rig: Rig, announcer: Announcer): Promise<number> {
  for (let calls = 1; calls <= 30; calls += 1) {
    const { retryAt } = await announcer.converge('r1');
    if (retryAt === undefined) return calls;
    rig.clock.pass(Math.max(0, retryAt.getTime() - rig.clock.now().getTime()));
  }
  throw new Error('the announcer never comes to rest');
}
