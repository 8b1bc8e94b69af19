import { type Log, StoreUnavailable } from '#core/ports.ts';
import type { Recovery } from '#service/recovery.ts';
import { every } from './every.ts';

export interface RecoveryKeeperDeps {
  readonly recovery: Pick<Recovery, 'turn'>;
  readonly everyMs: number;
  /** Called when the record has been compared again: what lay only in Redis next to it, such as schedules, may be gone. */
  readonly onRecovered: () => Promise<void>;
  readonly log: Log;
}

/** Looks at an interval whether the record can be relied on, and recovers it; resolves after the first look. */
export async function startRecoveryKeeper(deps: RecoveryKeeperDeps): Promise<AsyncDisposable> {
  let stopping = false;
  let known: string | undefined;

  async function look(): Promise<void> {
    try {
      const trust = await deps.recovery.turn(() => !stopping);
      if (trust.type !== 'trusted') return;
      const { id, run } = trust.epoch;
      if (known !== undefined && known !== `${id} ${run}`) await deps.onRecovered();
      known = `${id} ${run}`;
    } catch (error) {
      // Readiness says that Redis is away.
      if (!(error instanceof StoreUnavailable))
        deps.log.error({ err: error }, 'recovering failed; trying on');
    }
  }

  await look();
  const looking = every(deps.everyMs, look);
  return {
    async [Symbol.asyncDispose]() {
      stopping = true;
      await looking.stop();
    },
  };
}
