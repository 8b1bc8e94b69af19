import {
  authentic,
  type Log,
  type RequestStore,
  type StoredRequest,
  type TamperedRequest,
} from '#core/ports.ts';
import { type EpochStore, type Trust, trustOf } from '#core/recovery.ts';
import type { RecordTrust, ServiceDeps } from './deps.ts';
import { type Outcome, refused, type ServiceRefusal } from './outcome.ts';

export function recordIn(epoch: Pick<EpochStore, 'facts'>): RecordTrust {
  return { trust: async () => trustOf(await epoch.facts()) };
}

/** Milliseconds that an answer is shared for. */
const sharedForMs = 1_000;

/**
 * One answer for many who ask within a second; only a yes is shared, and `forget` ends that, for when the connection
 * to Redis was lost. For posting, which the next look corrects. Never for what may lead to a write at a vendor.
 */
export function shareTrust(
  record: RecordTrust,
  monotonicMs: () => number,
): RecordTrust & { readonly forget: () => void } {
  let shared: { readonly trust: Trust; readonly untilMs: number } | undefined;
  let lost = 0;
  return {
    async trust() {
      const askedMs = monotonicMs();
      if (shared !== undefined && askedMs < shared.untilMs) return shared.trust;
      const lostBefore = lost;
      const trust = await record.trust();
      const isGood = trust.type === 'trusted' && lost === lostBefore;
      shared = isGood ? { trust, untilMs: askedMs + sharedForMs } : undefined;
      return trust;
    },
    forget() {
      lost += 1;
      shared = undefined;
    },
  };
}

/** A request that can be worked with, or why it cannot. */
export type LoadOutcome =
  | { readonly type: 'loaded'; readonly stored: StoredRequest }
  | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

interface Loading {
  readonly store: Pick<RequestStore, 'load'>;
  readonly log: Log;
}

/** Loads a request for somebody who names it; one whose record does not verify raises the alarm. */
export async function loadRequest({ store, log }: Loading, requestId: string): Promise<LoadOutcome> {
  const stored = await store.load(requestId);
  if (stored === undefined) return { type: 'refused', refusal: { code: 'no-such-request', requestId } };
  if (stored.tampered === undefined) return { type: 'loaded', stored };
  alarmTampered(log, stored);
  const refusal = { code: 'record-tampered', requestId, because: stored.tampered } as const;
  return { type: 'refused', refusal };
}

/** Loads a request for a worker; `undefined`: there is nothing to work on. */
export async function loadForWork(
  { store, log }: Loading,
  requestId: string,
): Promise<StoredRequest | undefined> {
  const stored = await store.load(requestId);
  if (stored?.tampered !== undefined) alarmTampered(log, stored);
  return authentic(stored);
}

export function alarmTampered(log: Log, { requestId, tampered }: TamperedRequest): void {
  log.error({ requestId, because: tampered }, 'record of a request does not verify, request stopped');
}

/** Carries out what may lead to a submission, unless the record may be older than what has happened. */
export async function whileTrusted(
  { record }: Pick<ServiceDeps, 'record'>,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const { type } = await record.trust();
  return type === 'trusted' ? carryOut() : refused({ code: 'recovering' });
}
