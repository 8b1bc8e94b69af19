import { type EpochStore, type Trust, trustOf } from '#core/recovery.ts';
import type { ServiceDeps } from './deps.ts';
import { type Outcome, refused } from './outcome.ts';

/** Whether what is stored can be relied on to be the newest there is. */
export interface RecordTrust {
  /** Asks Redis. Throws `StoreUnavailable`. */
  trust(): Promise<Trust>;
}

export function recordIn(epoch: Pick<EpochStore, 'facts'>): RecordTrust {
  return { trust: async () => trustOf(await epoch.facts()) };
}

/** Carries out what may lead to a submission, unless the record may be older than what has happened. */
export async function whileTrusted(
  { record }: Pick<ServiceDeps, 'record'>,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const { type } = await record.trust();
  return type === 'trusted' ? carryOut() : refused({ code: 'recovering' });
}
