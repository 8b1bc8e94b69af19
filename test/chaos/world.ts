import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Config, parseConfig } from '#config/config.ts';
import type { RunningVendor } from '#sandbox/providers/manifest.ts';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { type Simulators, startSimulators } from '#sandbox/simulators.ts';
import { createSlackClient, type SlackClient } from '#sandbox/slack/client.ts';
import type { Seed } from '#sandbox/slack/options.ts';
import { startFakeSlack } from '#sandbox/slack/server.ts';
import { type Checker, startChecker } from './checker.ts';
import { emptiedCluster } from './forms.ts';
import type { RuleChange, Story } from './story.ts';

/** What is outside restorebot in one run. */
export interface ChaosWorld extends AsyncDisposable {
  readonly slack: SlackClient;
  readonly vendors: Simulators;
  /** The one that a connection leads to. */
  vendor(connection: string): RunningVendor | undefined;
  /** As it is now. */
  readonly config: () => Config;
  /** The same, as a file, for processes. */
  readonly configPath: string;
  /** Absent: no check is configured. */
  readonly checker: Checker | undefined;
  /** From now on the configuration has other rules; a replica knows them when it starts. */
  changeRules(change: RuleChange): Promise<void>;
}

/** One ask, one channel: a channel takes so many messages a second. */
export function channelOf(number: number): string {
  return `C0CHAOS${number}`;
}

/** They may approve. */
export const approvers = ['U0BEN', 'U0CLEO', 'U0FINN'] as const;
/** The members of their group; one has left. */
export const approverIds = [...approvers, 'U0HANK'] as const;

/** The sandbox's people, and two more; Ben is on call and in the database team. */
const people: Seed = {
  ...workspace,
  users: [
    ...workspace.users,
    { id: 'U0EVE', name: 'eve', realName: 'Eve Sato', displayName: 'Eve' },
    { id: 'U0FINN', name: 'finn', realName: 'Finn Novak', displayName: 'Finn' },
  ],
  groups: [
    { id: 'S0ONCALL', handle: 'oncall', name: 'On-call', members: ['U0ANA', 'U0BEN', 'U0EVE'] },
    { id: 'S0DBA', handle: 'dba', name: 'Database team', members: [...approverIds] },
  ],
  channels: [1, 2, 3].map((number) => ({
    id: channelOf(number),
    name: `chaos-${number}`,
    members: ['U0ANA', 'U0BEN', 'U0CLEO', 'U0DORA', 'U0EVE', 'U0FINN', 'U0GUS', 'U0RESTOREBOT'],
  })),
};

const restoreMs = 20_000;
/** Vendors' restores take half a second: their work goes faster, their calendar is ours. */
const speed = 40;

/** Intervals of a run: each a thirtieth, or less, of what they are for people. */
const intervals = {
  postWithin: '2s',
  hold: '150ms',
  settle: '250ms',
  findEvery: '60ms',
  lookFirst: '60ms',
  lookMax: '300ms',
  troubleAfter: '1s',
  sweepEvery: '250ms',
  overdue: '400ms',
  jobLock: '1s',
  stopWithin: '1s',
  editEvery: '100ms',
  slackTimeout: '1s',
  postingStale: '3s',
  people: '0ms',
  groups: '0ms',
  channels: '0ms',
};

interface Place {
  readonly redisUrl: string;
  readonly prefix: string;
  /** Of the run, for its files. */
  readonly dir: string;
}

export async function startChaosWorld(story: Story, { redisUrl, prefix, dir }: Place): Promise<ChaosWorld> {
  await using stack = new AsyncDisposableStack();
  const vendors = stack.use(await startSimulators({ restoreMs, unlimited: true }));
  for (const { simulator } of vendors.all) simulator.clock.setSpeed(speed);
  if (story.asks.some(({ form }) => form.connection === 'crdb-prod' && form.kind === 'cluster')) {
    vendors.cockroach.dropDatabase(emptiedCluster, 'movr');
  }
  const manifest: unknown = JSON.parse(await readFile('slack-manifest.json', 'utf8'));
  const fake = stack.use(
    await startFakeSlack({
      seed: people,
      manifest,
      ...sandboxTokens,
      rateLimit: { perSecond: 30, burst: 100 },
    }),
  );
  const used = new Set(story.asks.map(({ form }) => form.connection));
  const connections = vendors.all
    .filter(({ connection }) => used.has(connection))
    .map((vendor) => [vendor.connection, { ...vendor.settings, ...vendor.hurried(700) }] as const);
  const checker = story.check === undefined ? undefined : stack.use(await startChecker(story.check));
  const places = { checkerUrl: checker?.url, redisUrl, prefix, apiUrl: fake.apiUrl, connections };
  const configPath = join(dir, 'restorebot.yaml');
  let text = configText(story, places);
  await writeFile(configPath, text);
  const opened = stack.move();
  return {
    slack: createSlackClient(fake.url),
    vendors,
    vendor: (connection) => vendors.all.find((each) => each.connection === connection),
    config: () => parseConfig(text, {}),
    configPath,
    checker,
    async changeRules(change) {
      text = configText(story, places, change);
      await writeFile(configPath, text);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Places {
  readonly checkerUrl: string | undefined;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly apiUrl: string;
  readonly connections: readonly (readonly [name: string, settings: object])[];
}

function configText(
  story: Story,
  { checkerUrl, redisUrl, prefix, apiUrl, connections }: Places,
  change?: RuleChange,
): string {
  return stringify({
    slack: { botToken: sandboxTokens.botToken, appToken: sandboxTokens.appToken, apiUrl, sockets: 1 },
    redis: { url: redisUrl, prefix },
    connections: Object.fromEntries(connections),
    rules: rulesOf(story, connections, change),
    objectives: objectivesOf(story),
    // Nobody in these stories resumes.
    pause: { afterLoss: 'continue' },
    secrets: { keys: ['PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='] },
    checks:
      checkerUrl === undefined
        ? []
        : [
            {
              name: 'the data is right',
              timeout: '400ms',
              webhook: { url: checkerUrl, key: 'chaos'.repeat(8), allowPrivate: true },
            },
          ],
    intervals,
    health: { port: 0, host: '127.0.0.1' },
    log: { level: 'warn' },
  });
}

/** No restore in place keeps it. */
function objectivesOf({ objective: overRpo }: Story): readonly object[] {
  return overRpo === undefined
    ? []
    : [{ name: 'promised', match: { impacts: ['in-place'] }, rpo: '1s', overRpo }];
}

function rulesOf(
  { quorum, windowSec }: Story,
  connections: Places['connections'],
  change: RuleChange | undefined,
): readonly object[] {
  const rule = {
    ask: { groups: ['S0ONCALL', 'S0DBA'] },
    window: `${windowSec}s`,
    startWithin: '6s',
  };
  if (change === 'removed') {
    const approve = { quorum: 1, groups: ['S0DBA'] };
    return [{ name: 'what nobody has', match: { targets: ['nothing-here'] }, approve, ...rule }];
  }
  const breakGlass = {
    users: ['U0EVE'],
    reviewers: { groups: ['S0DBA'] },
    tell: { channels: [channelOf(1)], users: [] },
  };
  const copy = {
    name: 'a copy needs nobody',
    match: { connections: ['zilliz-vectors'], kinds: ['cluster'], impacts: ['new-target'] },
    approve: 'nobody',
    ...rule,
  };
  return [
    {
      name: 'in place',
      match: { impacts: ['in-place'] },
      approve: change === 'narrowed' ? { quorum: 1, users: ['U0CLEO'] } : { quorum, groups: ['S0DBA'] },
      ...(change === 'glass-removed' ? {} : { breakGlass }),
      ...rule,
    },
    ...(connections.some(([name]) => name === 'zilliz-vectors') ? [copy] : []),
    { name: 'anything else', approve: { quorum: 1, groups: ['S0DBA'] }, ...rule },
  ];
}
