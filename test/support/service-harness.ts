import type { Exclusion } from '#core/approval.ts';
import type { Timing } from '#core/duty.ts';
import type { Freeze } from '#core/freeze.ts';
import type { PauseSwitch } from '#core/pause.ts';
import type { AllowRule } from '#core/policy.ts';
import {
  authentic,
  type Channels,
  type Directory,
  type Sharing,
  type StoredRequest,
  type SubmissionWitness,
  type ThreadLook,
} from '#core/ports.ts';
import type { FormInput, RestoreProvider } from '#core/provider.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { Secret } from '#core/secret.ts';
import { createSecretBox } from '#keys/secret-box.ts';
import type { RestoreService, RestoreWork, SetbackWork } from '#service/api.ts';
import { createRefusalLog } from '#service/audit/refusals.ts';
import type { ServiceDeps } from '#service/deps.ts';
import { createRestoreService } from '#service/index.ts';
import { actAs } from '#test/support/act-as.ts';
import { createMemoryAudit, type MemoryAudit } from './memory-audit.ts';
import { createMemoryPacer } from './memory-pacer.ts';
import { createMemoryPause } from './memory-pause.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { type CockroachHarness, startCockroachHarness } from './provider-cockroach.ts';
import type { ProviderHarness } from './provider-harness.ts';

/** People and groups that a test may change while it runs. */
export interface FakeDirectory extends Directory {
  readonly groups: Map<string, readonly string[] | 'lookup-failed'>;
  readonly excluded: Map<string, Exclude<Exclusion, 'not-in-the-rule'>>;
}

/** Channels of one organization, but for those that a test describes differently. */
interface FakeChannels extends Channels {
  readonly others: Map<string, Sharing>;
}

/** The thread as a list of lines; `reachable` false: Slack is away. */
export interface FakeWitness extends SubmissionWitness {
  reachable: boolean;
  /** What the card in Slack says; absent: it shows what it should. */
  card?: ThreadLook['cards'][number];
  readonly lines: { readonly requestId: string; readonly number: number; readonly token: string }[];
}

/** The use cases on a simulator, with a clock, people and a thread that a test controls. */
export interface ServiceHarness<Provider extends ProviderHarness = CockroachHarness> extends AsyncDisposable {
  readonly service: RestoreService & RestoreWork & SetbackWork;
  readonly store: MemoryStore;
  readonly audit: MemoryAudit;
  /** U0BEN may use it. */
  readonly pause: PauseSwitch;
  readonly provider: Provider;
  readonly directory: FakeDirectory;
  readonly channels: FakeChannels;
  readonly witness: FakeWitness;
  /** The intervals of production. */
  readonly timing: Timing;
  readonly rules: AllowRule[];
  readonly freezes: Freeze[];
  /** A second process on the same record. */
  another(changes?: Partial<ServiceDeps>): RestoreService & RestoreWork & SetbackWork;
  now(): Date;
  pass(ms: number): void;
  /** Asks as Rita, and gives the request. */
  asked(input?: FormInput, kind?: string): Promise<RestoreRequest>;
  /** Asks as Rita and approves as Ada. */
  approved(input?: FormInput, kind?: string): Promise<RestoreRequest>;
  /** Approves as Ada. */
  approve(request: RestoreRequest): Promise<RestoreRequest>;
  load(requestId: string): Promise<StoredRequest>;
  /** Works on a request until it is in a state from which nothing moves automatically, or `until` says so. */
  drive(requestId: string, until?: (request: RestoreRequest) => boolean): Promise<RestoreRequest>;
}

const timing: Timing = {
  postWithinMs: 10_000,
  holdMs: 15_000,
  findEveryMs: 5_000,
  findReads: 3,
  lookFirstMs: 5_000,
  lookMaxMs: 60_000,
  troubleAfterMs: 300_000,
  stallAfterMs: 1_800_000,
  progressAfterMs: 60_000,
};

interface HarnessOptions {
  /** Sits between the use cases and the simulator. */
  readonly around?: (provider: RestoreProvider) => RestoreProvider;
}

export function startServiceHarness(options: HarnessOptions = {}): Promise<ServiceHarness> {
  return startServiceHarnessOn((realNow) => startCockroachHarness({ realNow }), options);
}

/** The same on any provider. */
export async function startServiceHarnessOn<Provider extends ProviderHarness>(
  start: (realNow: () => number) => Promise<Provider>,
  { around = (provider) => provider }: HarnessOptions = {},
): Promise<ServiceHarness<Provider>> {
  let now = new Date('2026-03-01T03:00:00.000Z');
  const provider = await start(() => now.getTime());
  const audit = createMemoryAudit({ now: () => now });
  const store = createMemoryStore({ now: () => now, audit });
  const pause = createMemoryPause(audit, () => now);
  const directory = fakeDirectory();
  const channels = fakeChannels();
  const witness = fakeWitness();
  const freezes: Freeze[] = [];
  const rules: AllowRule[] = [
    {
      effect: 'allow',
      name: 'production',
      match: {},
      ask: { users: ['U0RITA', 'U0ZOE'], groups: [] },
      approve: { quorum: 1, from: { users: [], groups: ['S0DBA'] }, atLeast: [], otherTeamThanRequester: [] },
      sharedChannels: false,
      windowMs: 3_600_000,
      startWithinMs: 900_000,
    },
  ];
  const secretBox = createSecretBox({ keys: [], credential: new Secret('xoxb-test') });
  let ids = 0;
  const another = (changes: Partial<ServiceDeps> = {}) =>
    createRestoreService({
      store,
      history: store.history,
      providers: new Map([[provider.provider.connection, around(provider.provider)]]),
      policy: { rules, freezes },
      record: { trust: async () => ({ type: 'trusted', epoch: { id: 'E1', run: 'R1' } }) },
      directory,
      directoryNow: () => directory,
      channels,
      wakeups: { work: async () => undefined, announce: async () => undefined },
      witness,
      timing,
      secretBox,
      refusals: createRefusalLog(audit, silentLog),
      checks: [],
      checkRunner: { run: () => Promise.reject(new Error('this test has no checks')) },
      limits: { openPerPerson: 20, asksPerMinute: 10 },
      pacer: createMemoryPacer(() => now),
      rateOf: () => 10,
      audit,
      auditSigner: audit.signer,
      auditReaders: { users: ['U0AUDITOR'], groups: [] },
      pause,
      pausers: { users: ['U0BEN'], groups: [] },
      secretLifeMs: 24 * 60 * 60_000,
      newId: () => {
        ids += 1;
        return `ID${String(ids).padStart(4, '0')}`;
      },
      clocks: () => ({ monotonicMs: now.getTime(), wallMs: now.getTime() }),
      log: silentLog,
      ...changes,
    });
  const service = another();

  async function asked(input: FormInput = provider.input, kind = provider.kind): Promise<RestoreRequest> {
    const requestId = service.newRequestId();
    const draft = {
      requestId,
      requester: 'U0RITA',
      channel: 'C0OPS',
      connection: provider.provider.connection,
      kind,
      input,
      reason: 'INC-7: a migration dropped it',
    };
    const review = await service.review(draft, 'U0RITA', AbortSignal.timeout(5_000));
    if (review.type !== 'reviewed') throw new Error(`not reviewed: ${JSON.stringify(review)}`);
    const outcome = await service.ask({ requestId, by: 'U0RITA', commandId: `view-${requestId}` });
    if (outcome.type !== 'done') throw new Error(`not asked: ${JSON.stringify(outcome.refusal)}`);
    return outcome.request;
  }

  async function approve(request: RestoreRequest): Promise<RestoreRequest> {
    const outcome = await actAs(service, 'approve', {
      requestId: request.id,
      by: 'U0ADA',
      commandId: `approve-${request.id}-${request.version}`,
      agreement: currentAgreement(request),
      typed: request.plan.plan.target.name,
    });
    if (outcome.type !== 'done') throw new Error(`not approved: ${JSON.stringify(outcome.refusal)}`);
    return outcome.request;
  }

  async function load(requestId: string): Promise<StoredRequest> {
    const stored = authentic(await store.load(requestId));
    if (stored === undefined) throw new Error(`there is no request ${requestId}`);
    return stored;
  }

  return {
    service,
    store,
    audit,
    pause,
    provider,
    directory,
    channels,
    witness,
    timing,
    rules,
    freezes,
    another,
    asked,
    load,
    now: () => now,
    pass: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    approve,
    approved: async (input, kind) => approve(await asked(input, kind)),
    async drive(requestId, until = settled) {
      for (let step = 0; step < 500; step += 1) {
        const { request } = await load(requestId);
        if (until(request)) return request;
        const { next } = await service.advance(requestId, AbortSignal.timeout(10_000));
        const moved = (await load(requestId)).request;
        if (until(moved)) return moved;
        if (next !== undefined && next > now) now = next;
      }
      throw new Error('500 steps, and it is not where it should be');
    },
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

function settled({ state }: RestoreRequest): boolean {
  return hasEnded(state) || state.tag === 'unknown';
}

function fakeDirectory(): FakeDirectory {
  const groups = new Map<string, readonly string[] | 'lookup-failed'>([
    ['S0DBA', ['U0ADA', 'U0BEN', 'U0RITA']],
  ]);
  const excluded = new Map<string, Exclude<Exclusion, 'not-in-the-rule'>>();
  return {
    groups,
    excluded,
    async standing(userId) {
      const because = excluded.get(userId);
      return because === undefined
        ? { type: 'member', id: userId, name: userId }
        : { type: 'excluded', because };
    },
    members: async (groupId) => groups.get(groupId) ?? 'lookup-failed',
  };
}

function fakeChannels(): FakeChannels {
  const others = new Map<string, Sharing>();
  return { others, sharing: async (channelId) => others.get(channelId) ?? 'internal' };
}

function fakeWitness(): FakeWitness {
  const lines: { requestId: string; number: number; token: string }[] = [];
  return {
    reachable: true,
    lines,
    async recall({ request }) {
      if (!this.reachable) return 'unreachable';
      return lines.filter(({ requestId }) => requestId === request.id);
    },
    async look(stored) {
      const attempts = await this.recall(stored);
      if (attempts === 'unreachable') return attempts;
      return { attempts, cards: this.card === undefined ? [] : [this.card] };
    },
    room: async () => 0,
    async record({ request }, { number, token }) {
      if (!this.reachable) return 'unreachable';
      lines.push({ requestId: request.id, number, token });
      return 'recorded';
    },
  };
}

const silent = () => undefined;
export const silentLog = { debug: silent, info: silent, warn: silent, error: silent };
