import type { CommandOf } from '#core/commands.ts';
import { defined } from '#core/defined.ts';
import { afterNo, type GateNo, judgeLastLook, type LastLook } from '#core/gate.ts';
import { type StoredIn, StoreUnavailable } from '#core/ports.ts';
import type { Preflight, RestoreProvider } from '#core/provider.ts';
import type { Why } from '#core/why.ts';
import { kindOf, type ServiceDeps } from './deps.ts';
import { stillApproved } from './revalidate.ts';

/** The gate is between a saved intent and the bytes of its write. */
interface GateDeps {
  readonly deps: ServiceDeps;
  readonly provider: RestoreProvider;
  /** With the intent. */
  readonly stored: StoredIn<'submitting'>;
  /** What the rules were asked about before the intent. */
  readonly preflight: Pick<Preflight, 'impact' | 'tags' | 'sourceTags'>;
  readonly signal: AbortSignal;
}

/** What the gate has said so far. */
export type GateSaid =
  /** Nobody has asked it: nothing can have been sent. */
  | { readonly type: 'nothing' }
  | { readonly type: 'yes' }
  | {
      readonly type: 'no';
      /** For the log. */
      readonly code: GateNo['code'] | 'stopping' | 'not-approved' | 'failed';
      /** How the attempt is taken back; absent: it is no longer ours to take back. */
      readonly command: CommandOf<'hold-back'> | undefined;
    };

type No = Extract<GateSaid, { type: 'no' }>;

/** The one way to a vendor's write. */
export interface Gate {
  /** Goes to the provider as `mayPost`. Answers yes once at most. */
  readonly ask: () => Promise<boolean>;
  readonly said: () => GateSaid;
}

export function makeGate(facts: GateDeps): Gate {
  let said: GateSaid = { type: 'nothing' };
  return {
    async ask() {
      if (said.type !== 'nothing') return false;
      // If anything below throws, or the gate is asked in the meantime, the answer is no.
      said = no(facts, 'failed', { code: 'check-failed' });
      said = (await lastNo(facts)) ?? { type: 'yes' };
      return said.type === 'yes';
    },
    said: () => said,
  };
}

/**
 * Slack is asked before Redis: what Redis says is the newest then, and its clock is read last. Only the vendor's
 * socket comes after it.
 */
async function lastNo(facts: GateDeps): Promise<No | undefined> {
  const { deps, provider, stored, preflight, signal } = facts;
  const { request } = stored;
  const now = await unlessAway(() => deps.store.now());
  if (now === 'away') return noBecause(facts, { code: 'record-away' });
  const directory = deps.directoryNow();
  const [thread, approval] = await Promise.all([
    deps.witness.look(stored),
    stillApproved({ policy: deps.policy, directory, request, preflight, now }),
  ]);
  const { record, trust, tookMs } = await askRedis(deps, request.id);
  const { duplicate } = kindOf(provider, request.plan.plan);
  const found = judgeLastLook({ intent: request, record, trust, tookMs, thread, duplicate });
  if (found !== undefined) return noBecause(facts, found);
  switch (approval.type) {
    case 'go':
      break;
    case 'void':
      return no(facts, 'not-approved', approval.command.why, approval.command);
    case 'close': {
      const { closed } = approval;
      const why = { code: 'freeze-began', freeze: closed.freeze } as const;
      return no(facts, 'not-approved', why, { type: 'close-approvals', closed });
    }
    case 'end':
      return no(facts, 'not-approved', approval.why, { type: 'end-for-freeze', why: approval.why });
    case 'hold':
      return no(facts, 'not-approved', approval.why);
  }
  return signal.aborted ? no(facts, 'stopping', { code: 'stopping' }) : undefined;
}

/** The record first, then whether it can be relied on: a failover between the two answers shows in the second. */
async function askRedis(
  { store, record, clocks }: ServiceDeps,
  requestId: string,
): Promise<Pick<LastLook, 'record' | 'trust' | 'tookMs'>> {
  const started = clocks();
  const loaded = await unlessAway(async () => {
    const stored = (await store.load(requestId)) ?? 'gone';
    return stored === 'gone' || stored.tampered === undefined ? stored : 'tampered';
  });
  const trust = await unlessAway(() => record.trust());
  const ended = clocks();
  const tookMs = Math.max(ended.monotonicMs - started.monotonicMs, ended.wallMs - started.wallMs);
  return { record: loaded, trust, tookMs };
}

async function unlessAway<Value>(ask: () => Promise<Value>): Promise<Value | 'away'> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StoreUnavailable) return 'away';
    throw error;
  }
}

function noBecause(facts: GateDeps, found: GateNo): No {
  // The process that has the request now knows more than this attempt; and nothing is written onto a forged record.
  if (found.code === 'not-our-attempt' || found.code === 'tampered') {
    return { type: 'no', code: found.code, command: undefined };
  }
  return no(facts, found.code, found, afterNo(found));
}

function no({ stored }: GateDeps, code: No['code'], why: Why, next?: CommandOf<'hold-back'>['next']): No {
  const { token } = stored.request.state;
  return { type: 'no', code, command: { type: 'hold-back', token, why, ...defined({ next }) } };
}
