import type { RequestStore } from '#core/ports.ts';
import type { Check } from './health.ts';

/** How far the work is behind, where that is too far: nobody may be left to do it, or too few. */
export function lagCheck(store: Pick<RequestStore, 'oldestDue' | 'now'>, warningMs: number): Check {
  return async () => {
    const [oldest, now] = await Promise.all([store.oldestDue(), store.now()]);
    if (oldest === undefined || now.getTime() - oldest.getTime() < warningMs) return undefined;
    const seconds = Math.floor((now.getTime() - oldest.getTime()) / 1_000);
    return `Work has been owed for ${seconds} s, since ${oldest.toISOString()}: are workers running, and enough of them?`;
  };
}
