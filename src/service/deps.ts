import type { People } from '#core/approval.ts';
import type { AuditSigner, AuditStore, RefusalLog } from '#core/audit/store.ts';
import type { CheckRunner, DataCheck } from '#core/data-check.ts';
import type { DraftStore } from '#core/draft.ts';
import type { Timing } from '#core/duty.ts';
import type { HistoryStore } from '#core/history.ts';
import type { PauseSwitch } from '#core/pause.ts';
import type { Policy } from '#core/policy.ts';
import type {
  Channels,
  Directory,
  Log,
  NewId,
  Pacer,
  RequestStore,
  SecretBox,
  SubmissionWitness,
  Wakeups,
} from '#core/ports.ts';
import type { RestoreKind, RestoreProvider } from '#core/provider.ts';
import type { Trust } from '#core/recovery.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import type { RestoreRequest } from '#core/restore-request.ts';

/** Whether what is stored can be relied on to be the newest there is. */
export interface RecordTrust {
  /** Asks Redis. Throws `StoreUnavailable`. */
  trust(): Promise<Trust>;
}

/** How much one person may ask. */
export interface PersonLimits {
  /** Requests of one person that have not ended. */
  readonly openPerPerson: number;
  /** Requests that one person asks in a minute. */
  readonly asksPerMinute: number;
}

/** What the use cases are made of; the composition root puts it together once. */
export interface ServiceDeps {
  readonly store: RequestStore & DraftStore;
  readonly history: HistoryStore;
  /** By the connection's name. */
  readonly providers: ReadonlyMap<string, RestoreProvider>;
  readonly policy: Policy;
  readonly record: RecordTrust;
  readonly directory: Directory;
  /** The same people, asked of Slack again: it has no cache. */
  readonly directoryNow: () => Directory;
  readonly channels: Channels;
  readonly wakeups: Wakeups;
  readonly witness: SubmissionWitness;
  readonly timing: Timing;
  readonly secretBox: SecretBox;
  readonly refusals: RefusalLog;
  readonly limits: PersonLimits;
  readonly pacer: Pick<Pacer, 'tryTake'>;
  /** The configuration's checks of restored data, and what runs them. */
  readonly checks: readonly DataCheck[];
  readonly checkRunner: CheckRunner;
  /** How many calls a second a connection's vendor allows. */
  readonly rateOf: (connection: string) => number;
  readonly audit: Pick<AuditStore, 'linesOf'>;
  /** Checks entries of the audit. */
  readonly auditSigner: Pick<AuditSigner, 'check'>;
  /** Who may read the audit of any request. */
  readonly auditReaders: People;
  readonly pause: PauseSwitch;
  /** Who may pause and resume in Slack. */
  readonly pausers: People;
  /** How long what a vendor returns is kept, milliseconds. */
  readonly secretLifeMs: number;
  readonly newId: NewId;
  /**
   * Both clocks of this process: a monotonic one does not count a suspended machine, and a wall clock may be set.
   */
  readonly clocks: () => { readonly monotonicMs: number; readonly wallMs: number };
  readonly log: Log;
}

/** The connection of a plan was taken out of the configuration, or leads to another vendor, while requests for it live on. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';

  constructor(connection: string) {
    super(
      `The configuration no longer has the connection “${connection}” as it was; put it back to go on with its requests.`,
    );
  }
}

/** The provider that made a plan; `undefined`: its connection is gone, or is another vendor's now. */
export function providerIfThere(
  { providers }: Pick<ServiceDeps, 'providers'>,
  { connection, provider: name }: RestorePlan,
): RestoreProvider | undefined {
  const provider = providers.get(connection);
  return provider?.name === name ? provider : undefined;
}

/** The same; throws `ConnectionGone`. */
export function providerOf(deps: Pick<ServiceDeps, 'providers'>, plan: RestorePlan): RestoreProvider {
  const provider = providerIfThere(deps, plan);
  if (provider === undefined) throw new ConnectionGone(plan.connection);
  return provider;
}

/** The kind of restore of a plan; throws where this version no longer knows it. */
export function kindOf(provider: RestoreProvider, plan: RestorePlan): RestoreKind {
  const kind = provider.kinds.find(({ id }) => id === plan.kind);
  if (kind === undefined) throw new ConnectionGone(`${plan.connection} (${plan.kind})`);
  return kind;
}

/** How long the vendor's lists may lag behind a submission, for this request. */
export function settleMsOf(deps: Pick<ServiceDeps, 'providers' | 'timing'>, request: RestoreRequest): number {
  const { plan } = request.plan;
  const provider = providerIfThere(deps, plan);
  const kind = provider?.kinds.find(({ id }) => id === plan.kind);
  return deps.timing.settleMs ?? kind?.settleMs ?? 120_000;
}
