import type { AuditStore } from '#core/audit/store.ts';
import { after } from '#core/instant.ts';
import { type Log, type RequestStore, StoreUnavailable } from '#core/ports.ts';
import { loadForWork } from './record-trust.ts';

export interface ForgetDeps {
  readonly store: Pick<RequestStore, 'endedBefore' | 'load' | 'forget' | 'now'>;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly log: Log;
}

/**
 * Removes the records of requests that have ended and were asked longer ago than the retention, ms; their audit stays,
 * and says which went. One to which something is still owed stays, too. Throws `StoreUnavailable`.
 */
export async function forgetRequests({ store, audit, log }: ForgetDeps, retentionMs: number): Promise<void> {
  const gone: string[] = [];
  for (const id of await store.endedBefore(after(await store.now(), -retentionMs))) {
    try {
      const stored = await loadForWork({ store, log }, id);
      if (stored !== undefined && (await store.forget(stored))) gone.push(id);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      log.error({ requestId: id, err: error }, 'old request unreadable, kept');
    }
  }
  if (gone.length === 0) return;
  await audit.append({ kind: 'system', what: 'requests-left', detail: { requests: gone.join(' ') } });
  log.info({ requests: gone.length }, 'old requests removed');
}
