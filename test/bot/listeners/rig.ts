import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { type Bot, makeBot } from '#bot/index.ts';
import { type BotReceiver, createSocketReceivers } from '#bot/ingress/sockets.ts';
import { createChannels } from '#bot/slack/channels.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createSlackClient as createWorkerClient } from '#bot/slack/slack-client.ts';
import { renderCard } from '#bot/ui/card.ts';
import type { RefusalNote } from '#core/audit/entry.ts';
import type { Preset } from '#core/preset.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { Secret } from '#core/secret.ts';
import type { Thread } from '#core/thread.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { createSlackClient, type SlackClient } from '#sandbox/slack/client.ts';
import { objectsIn } from '#sandbox/slack/json.ts';
import type { Seed } from '#sandbox/slack/options.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import type { RestoreService } from '#service/api.ts';
import { createRefusalLog } from '#service/audit/refusals.ts';
import { aPlan } from '#test/support/builders.ts';
import { patience } from '#test/support/patience.ts';
import { creation } from '#test/support/saves.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';
import { createTape, type Tape } from '../support/tape.ts';
import { words } from '../ui/shown.ts';

/** The people of the service's harness, at home in a workspace. */
const seed: Seed = {
  teamId: 'T0HOME',
  botUserId: 'U0BOT',
  users: [
    { id: 'U0RITA', name: 'rita', displayName: 'Rita' },
    { id: 'U0ADA', name: 'ada', displayName: 'Ada' },
    { id: 'U0BEN', name: 'ben', displayName: 'Ben' },
    { id: 'U0DORA', name: 'dora', displayName: 'Dora' },
    { id: 'U0EVE', name: 'eve', team_id: 'T0OTHER', is_stranger: true },
  ],
  groups: [{ id: 'S0DBA', handle: 'dba', members: ['U0ADA', 'U0BEN'] }],
  channels: [
    { id: 'C0OPS', name: 'ops', members: ['U0RITA', 'U0ADA', 'U0BEN', 'U0DORA', 'U0EVE', 'U0BOT'] },
    { id: 'C0QUIET', name: 'quiet', members: ['U0RITA', 'U0ADA', 'U0BEN'] },
    { id: 'C0SHARED', name: 'shared', members: ['U0RITA', 'U0BOT'], is_ext_shared: true },
    { id: 'D0RITAADA', name: 'rita-ada', members: ['U0RITA', 'U0ADA'] },
  ],
};

const tokens = { botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: 'signing-secret' };

interface LogLine {
  readonly fields: object;
  readonly message: string;
}

/** The real bot on a fake Slack, with the real use cases on a vendor's simulator and a record in memory. */
export interface BotRig extends AsyncDisposable {
  readonly slack: SlackClient;
  readonly harness: ServiceHarness;
  readonly bot: Bot;
  readonly logged: readonly LogLine[];
  /** What was noted in the audit as refused. */
  readonly refusals: readonly RefusalNote[];
  /** What Slack delivered, to be played again. */
  readonly tape: Tape;
  /** Starts another bot on the same record, to which only the tape is played from then on. */
  replica(): Promise<Bot>;
  readonly rita: PersonClient;
  readonly ada: PersonClient;
  readonly ben: PersonClient;
  /** A request whose answer from the vendor was lost: `unknown`. */
  unknown(): Promise<string>;
  /** A request that would overwrite `orders-prod` with a backup of three hours ago. */
  destructive(plan: Partial<RestorePlan>): Promise<string>;
  /** Posts the card of a request as the announcer would, in `C0OPS`. */
  card(requestId: string): Promise<Card>;
}

interface Card {
  readonly channel: string;
  readonly ts: string;
}

interface RigOptions {
  /** Stands between the listeners and the use cases. */
  readonly around?: (service: RestoreService) => RestoreService;
  /** As in the configuration. @default none */
  readonly presets?: readonly Preset[];
  /** Stands between the use cases and the simulator. */
  readonly provider?: (provider: RestoreProvider) => RestoreProvider;
  /** Another workspace; then people are looked up in it, and not in the harness. */
  readonly workspace?: { readonly seed: Partial<Seed>; readonly teamId?: string };
}

export async function startBotRig({
  around = (service) => service,
  provider,
  presets = [],
  workspace,
}: RigOptions = {}): Promise<BotRig> {
  const stack = new AsyncDisposableStack();
  const manifest: unknown = JSON.parse(await readFile('slack-manifest.json', 'utf8'));
  const fake = stack.use(
    await startFakeSlack({ seed: { ...seed, ...workspace?.seed }, manifest, ...tokens }),
  );
  const harness = stack.use(await startServiceHarness(provider === undefined ? {} : { around: provider }));
  // What Slack says of her: the harness takes everybody for a member.
  harness.directory.excluded.set('U0EVE', 'from-another-workspace');
  const logged: LogLine[] = [];
  const keep = (fields: object, message: string) => void logged.push({ fields, message });
  const log = { debug: () => undefined, info: keep, warn: keep, error: keep };
  const tape = createTape();
  const refusals: RefusalNote[] = [];
  const kept = createRefusalLog(harness.audit, log);
  const token = new Secret(tokens.botToken);
  const client = createWorkerClient({ token, apiUrl: fake.apiUrl, teamId: workspace?.teamId, log });
  const directory =
    workspace === undefined
      ? harness.directory
      : createDirectory({ slack: client, teamId: workspace.teamId, monotonicMs, log });
  const channels = createChannels({ slack: client, cacheMs: 0, monotonicMs, log });
  const service = harness.another({ channels, directory });
  const startBot = async (receiver: BotReceiver) => {
    const made = makeBot({
      receiver,
      token,
      slackApiUrl: fake.apiUrl,
      channels,
      // Nothing announces here: a card counts as shown unless a test says otherwise.
      service: around({ ...service, isShown: async () => true }),
      teamId: workspace?.teamId,
      directory,
      presets,
      refusals: {
        async note(refusal) {
          refusals.push(refusal);
          await kept.note(refusal);
        },
      },
      log,
      now: () => harness.now(),
    });
    await made.start();
    stack.defer(() => made.stop());
    return made;
  };
  const appToken = new Secret(tokens.appToken);
  const receiver = createSocketReceivers({ appToken, apiUrl: fake.apiUrl, sockets: 2, log });
  const bot = await startBot(tape.around(receiver));
  const slack = createSlackClient(fake.url);
  const owned = stack;
  return {
    slack,
    tape,
    refusals,
    replica: async () => startBot(tape.deaf()),
    harness,
    bot,
    logged,
    rita: slack.as('U0RITA'),
    ada: slack.as('U0ADA'),
    ben: slack.as('U0BEN'),
    async unknown() {
      const action = { type: 'drop', applied: false } as const;
      harness.provider.simulator.fault({ ...harness.provider.submits, times: 3, action });
      const { id } = await harness.approved();
      await harness.drive(id);
      return id;
    },
    async destructive(plan) {
      const whole = aPlan({ provider: 'cockroach', connection: 'crdb-prod', ...plan });
      await harness.store.save(creation({ ask: { plan: whole }, askedAt: harness.now() }));
      return 'r1';
    },
    async card(requestId) {
      const stored = await harness.load(requestId);
      const { text, blocks } = renderCard(stored, { now: harness.now(), canCancel: true });
      const response = await fetch(`${fake.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.botToken}` },
        body: new URLSearchParams({ channel: 'C0OPS', text, blocks: JSON.stringify(blocks) }),
      });
      const { ts } = (await response.json()) as { readonly ts: string };
      const { thread } = stored;
      const former = thread.card?.tag === 'posted' ? [thread.card] : [];
      const told: Thread = {
        ...thread,
        version: thread.version + 1,
        card: { tag: 'posted', nonce: `${requestId}.card`, channel: 'C0OPS', ts },
        formerCards: [...(thread.formerCards ?? []), ...former],
      };
      await harness.store.saveThread(requestId, 0, told, undefined);
      return { channel: 'C0OPS', ts };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Milliseconds that only ever grow. */
function monotonicMs(): number {
  return performance.now();
}

/** How long a person waits for Slack to show something. */
/** What the modal on top says; empty where none is open. */
export async function modalWords(person: PersonClient): Promise<string> {
  const view = (await person.modals()).at(-1);
  return view === undefined ? '' : words({ blocks: objectsIn(view.view['blocks']) });
}

export async function modalSays(person: PersonClient, text: string): Promise<void> {
  await expect.poll(() => modalWords(person), patience).toContain(text);
}

export async function modalCloses(person: PersonClient): Promise<void> {
  await expect.poll(async () => (await person.modals()).length, patience).toBe(0);
}

/** Everything in a channel as one person sees it, what is for them alone too. */
export async function channelWords(person: PersonClient, channel: string): Promise<string> {
  return (await person.messages(channel)).map(({ text }) => text).join('\n');
}

/** What the bot has written to a person alone. */
export async function directWords(person: PersonClient): Promise<string> {
  const direct = (await person.channels()).find(({ kind, hasBot }) => kind === 'dm' && hasBot);
  return direct === undefined ? '' : channelWords(person, direct.id);
}

/** Fills the form for a database that is restored under a new name, up to the review. */
export async function fillForm(
  person: PersonClient,
  answers: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<void> {
  await modalSays(person, '(What to restore)');
  await person.fillIn({ 'What to restore': 'Databases' });
  await modalSays(person, '(Source cluster)');
  await person.fillIn({ 'Source cluster': 'orders-prod' });
  await person.fillIn({ 'Destination cluster': 'orders-prod', Backup: 'Latest' });
  await person.fillIn({
    Databases: ['orders'],
    'New name': 'orders_2',
    'Reason or incident': 'INC-9',
    ...answers,
  });
}
