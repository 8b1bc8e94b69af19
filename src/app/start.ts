import type { Logger } from 'pino';
import { createAnnouncer } from '#bot/announcer/index.ts';
import { createSubmissionWitness } from '#bot/announcer/witness.ts';
import { makeBot } from '#bot/index.ts';
import { createChannels } from '#bot/slack/channels.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createPeopleClient } from '#bot/slack/people-client.ts';
import { createSlackClient, type SlackClient } from '#bot/slack/slack-client.ts';
import { type Config, loadEgress } from '#config/config.ts';
import { digestConfig } from '#config/digest.ts';
import type { SecretBox } from '#core/ports.ts';
import { canCancel, type RestoreProvider } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { startAuditKeeper } from '#jobs/audit-keeper.ts';
import { startRecoveryKeeper } from '#jobs/recovery-keeper.ts';
import { startRetentionKeeper } from '#jobs/retention-keeper.ts';
import { createWakeups } from '#jobs/wakeups.ts';
import { startWorkers, type Workers } from '#jobs/workers.ts';
import { createSecretBox } from '#keys/secret-box.ts';
import { createRefusalLog } from '#service/audit/refusals.ts';
import { settleMsOf } from '#service/deps.ts';
import { freezingOf } from '#service/freezing.ts';
import { createRestoreService } from '#service/index.ts';
import { signUnsigned } from '#service/sign-unsigned.ts';
import { recordIn } from '#service/trusted.ts';
import { createRedisEpoch } from '#store/redis-epoch.ts';
import { createRedisPacer } from '#store/redis-pacer.ts';
import { createRedisReplayGuard } from '#store/redis-replay-guard.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { createUnsignedRecords } from '#store/unsigned-records.ts';
import { type Around, wrap } from './around.ts';
import { openAudit } from './audit.ts';
import { configWarnings } from './config-warnings.ts';
import { connectProviders, rateOf, readConnections } from './connections.ts';
import { type Check, startHealth } from './health.ts';
import {
  announcerTimingOf,
  retentionTimingOf,
  socketTimingOf,
  timingOf,
  workerIntervalsOf,
} from './intervals.ts';
import { lagCheck } from './lag.ts';
import { newId } from './new-id.ts';
import { openRecovery } from './recovery.ts';
import { openRedis, redisProblem } from './redis.ts';
import { refuseUnfitSlack } from './slack-fitness.ts';
import { createReceiver } from './slack-receiver.ts';
import { startStep } from './steps.ts';

/** `bot`: listens to Slack. `worker`: does the work. Any number of each may run at once. */
export const roles = ['bot', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

export interface StartOptions {
  readonly config: Config;
  readonly role: Role;
  readonly log: Logger;
  readonly around?: Around;
  /** Called where this process is of no more use and should be started afresh; why is in the log. */
  readonly exit?: () => void;
}

export interface Restorebot extends AsyncDisposable {
  readonly healthPort: number;
  /** Where Slack's requests arrive; 0 where none do. */
  readonly slackPort: number;
}

/**
 * Puts everything together and starts it. Rejects where the configuration, Redis or Slack do not allow it; what was
 * opened until then is closed. Disposing stops all of it in reverse.
 */
export async function startRestorebot({
  config,
  role,
  log,
  around = {},
  exit = () => undefined,
}: StartOptions): Promise<Restorebot> {
  await using stack = new AsyncDisposableStack();
  // Every setting is read before anything is opened.
  readConnections(config);
  const { prefix, url: redisUrl } = config.redis;
  const { redis, mayAskInfo, warnings: ofRedis } = await openRedis(config, role, log);
  stack.defer(() => redis.disconnect());

  const { trail, signer, onWritten, onSealed } = openAudit(config, redis, log);
  const audit = wrap(around, 'audit', trail);
  const sealing = { audit, signer, onSealed, log };
  stack.use(startAuditKeeper({ ...sealing, everyMs: config.audit.sealEvery }));
  const { parts, digest } = digestConfig(config);
  await step('writing to the audit', ofTheRecord, audit.noteConfiguration(parts, digest));
  const refusals = createRefusalLog(audit, log);
  const store = wrap(around, 'store', createRedisStore({ redis, prefix, signer, onWritten }));
  await signUnsigned({
    store,
    records: createUnsignedRecords({ redis, prefix, signer }),
    audit,
    signer,
    log,
  });
  stack.use(startRetentionKeeper({ ...sealing, store, ...retentionTimingOf(config) }));

  const connected = connectProviders(config, redis, loadEgress());
  const providers = new Map(
    connected.map(({ provider }) => [provider.connection, wrap(around, 'provider', provider)]),
  );
  const names = [...providers.keys()];

  const { botToken, apiUrl, workspace: teamId } = config.slack;
  const slackOf = (timeoutMs: number) =>
    createSlackClient({ token: botToken, apiUrl, teamId, timeoutMs, log });
  const slack = wrap(around, 'slack', slackOf(config.intervals.slackTimeout));
  await refuseUnfitSlack(slack, { role, workspace: teamId, log });
  const { people, groups } = config.intervals;
  const directoryOf = (client: SlackClient, cacheMs?: { people: number; groups: number }) =>
    wrap(
      around,
      'directory',
      createDirectory({ slack: client, teamId, ...(cacheMs && { cacheMs }), monotonicMs, log }),
    );
  const directory = directoryOf(slack, { people, groups });
  const channels = createChannels({ slack, cacheMs: config.intervals.channels, monotonicMs, log });
  // A write waits for it, within its own deadline.
  const impatient = slackOf(3_000);
  const witness = wrap(around, 'witness', createSubmissionWitness({ slack: impatient, log }));
  const timing = timingOf(config);

  const settings = { redisUrl, prefix: `${prefix}:bull`, mayAskInfo };
  const queues = stack.use(createWakeups({ settings, connections: names, log }));
  const wakeups = wrap(around, 'wakeups', queues);
  const pacer = wrap(around, 'pacer', createRedisPacer({ redis, prefix }));
  const epoch = createRedisEpoch({ redis, prefix });
  const record = recordIn(epoch);
  const { rules, freezes } = config;
  const made = createRestoreService({
    store,
    providers,
    policy: { rules, freezes },
    directory,
    directoryNow: () => directoryOf(impatient),
    channels,
    record,
    wakeups,
    witness,
    timing,
    refusals,
    limits: config.limits,
    pacer,
    rateOf: (connection) => rateOf(connected, connection),
    audit,
    auditSigner: signer,
    auditReaders: config.audit.readers,
    secretBox: wrap(around, 'secretBox', openSecretBox(config, log)),
    secretLifeMs: config.secrets.life,
    newId,
    clocks: () => ({ monotonicMs: monotonicMs(), wallMs: Date.now() }),
    log,
  });
  const service = wrap(around, 'service', made);
  const recovery = openRecovery(config, { epoch, store, wakeups, audit, slack, pacer, work: made, log });

  let slackPort = 0;
  let workers: Workers | undefined;
  stack.use(
    await startRecoveryKeeper({
      recovery,
      everyMs: config.intervals.recoverEvery,
      onRecovered: async () => workers?.resume(),
      log,
    }),
  );
  const warnings: string[] = [];
  const worries: Record<string, Check> = { lag: lagCheck(store, config.intervals.lagWarning) };
  const checks: Record<string, Check> = {
    record: () => recovery.problem(),
    redis: () => redisProblem(redis),
  };
  if (role !== 'bot') {
    const announcer = createAnnouncer({
      record,
      store,
      slack,
      pacer,
      settleMsOf: (request) => settleMsOf({ providers, timing }, request),
      freezingOf: (request, now) => freezingOf({ policy: config }, request, now),
      cardOptionsOf: (request) => cardOptionsOf(providers, request),
      timing: announcerTimingOf(config),
      monotonicMs,
      log,
    });
    worries['announcer'] = () => announcer.behind();
    const intervals = workerIntervalsOf(config);
    const starting = startWorkers({
      settings,
      connections: names,
      work: service,
      announcer: wrap(around, 'announcer', announcer),
      log,
      processId: newId(),
      monotonicMs,
      onSilent: exit,
      around: (consumer) => wrap(around, 'consumer', consumer),
      intervals,
    });
    const started = await step('starting the workers', ofTheRecord, starting);
    workers = started;
    checks['workers'] = () => started.problem();
    stack.defer(() => started.stop());
  }
  if (role !== 'worker') {
    warnings.push(...(await configWarnings(config, [...providers.values()], slack, new Date())));
    for (const text of warnings) log.warn({ text }, 'the configuration is hardly what was meant');
    const replayGuard = createRedisReplayGuard({ redis, prefix });
    const { receiver, unreachable, port } = createReceiver(config.slack, {
      replayGuard,
      refusals,
      timing: socketTimingOf(config),
      log,
    });
    const answers = wrap(around, 'people', createPeopleClient({ token: botToken, apiUrl, log }));
    const bot = makeBot({
      receiver,
      token: botToken,
      slackApiUrl: apiUrl,
      teamId,
      slack: answers,
      service,
      directory,
      refusals,
      log,
      stopWithinMs: config.intervals.stopWithin,
    });
    await step('connecting to Slack', ofSlack, bot.start());
    stack.defer(() => bot.stop());
    slackPort = port();
    checks['slack'] = () => (bot.connected() ? undefined : unreachable);
  }
  const health = stack.use(
    await startHealth({
      ...config.health,
      checks,
      warnings: [...ofRedis, ...warnings],
      worries,
    }),
  );
  const opened = stack.move();
  return {
    healthPort: health.port,
    slackPort,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const ofTheRecord = 'Look at what the user of Redis may do, and at its load.';
const ofSlack = 'Look at slack.apiUrl and at the network.';

/** Much longer than any of it takes; a supervisor starts the process again. */
function step<Result>(what: string, lookAt: string, work: Promise<Result>): Promise<Result> {
  return startStep({ what, lookAt, withinMs: 30_000 }, work);
}

/** Milliseconds that only ever grow, whatever is done to the clock. */
function monotonicMs(): number {
  return performance.now();
}

function openSecretBox({ secrets, slack }: Config, log: Logger): SecretBox {
  if (secrets.keys.length === 0) {
    log.warn(
      { setting: 'secrets.keys' },
      'no key for what vendors hand back once; one made out of the bot token seals it',
    );
  }
  return createSecretBox({ keys: secrets.keys, credential: slack.botToken });
}

function cardOptionsOf(providers: ReadonlyMap<string, RestoreProvider>, { plan }: RestoreRequest) {
  const provider = providers.get(plan.plan.connection);
  return {
    canCancel: provider !== undefined && canCancel(provider, plan.plan),
    kind: provider?.kinds.find(({ id }) => id === plan.plan.kind),
  };
}
