import type { HistoryStore } from '#core/history.ts';
import { after } from '#core/instant.ts';
import { rotateAudit } from '#service/audit/rotate.ts';
import type { SealDeps } from '#service/audit/seal.ts';
import { type ForgetDeps, forgetRequests } from '#service/forget-requests.ts';
import { every } from './every.ts';

export interface RetentionKeeperDeps extends SealDeps, Pick<ForgetDeps, 'store'> {
  /** Milliseconds between two rounds. */
  readonly everyMs: number;
  /** Audit entries older than this are removed, ms. */
  readonly auditMs: number;
  /** Ended requests are removed this long after they were asked, ms. */
  readonly requestsMs: number;
  readonly history: Pick<HistoryStore, 'dropBefore'>;
  /** Requests are removed from the history this long after they ended, ms. */
  readonly historyMs: number;
}

/** Removes what is past its retention, at an interval; any number of processes may. */
export function startRetentionKeeper(deps: RetentionKeeperDeps): AsyncDisposable {
  async function leaveAudit(): Promise<void> {
    const rotation = await rotateAudit(deps, deps.auditMs);
    if (rotation.type !== 'waiting') return;
    deps.log.warn(rotation, 'audit entries past retention not exported, kept');
  }

  async function leaveHistory(): Promise<void> {
    const gone = await deps.history.dropBefore(after(await deps.store.now(), -deps.historyMs));
    if (gone > 0) deps.log.info({ requests: gone }, 'old requests removed from the history');
  }

  const clear = every(deps.everyMs, async () => {
    const results = await Promise.allSettled([
      leaveAudit(),
      forgetRequests(deps, deps.requestsMs),
      leaveHistory(),
    ]);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      deps.log.error({ err: result.reason as unknown }, 'cleanup failed, trying again later');
    }
  });
  return { [Symbol.asyncDispose]: () => clear.stop() };
}
