import type { AuditStore } from '#core/audit/store.ts';
import type { DraftStore, RequestStore } from '#core/ports.ts';

interface StoreUnderTest {
  /** Holds nothing. */
  readonly store: RequestStore & DraftStore;
  /** Beside it, with the same keys. */
  readonly audit: AuditStore;
  /** Lets time go by for drafts; absent where time goes by itself. */
  readonly pass?: (ms: number) => void;
}

/** A store of its own for one test. */
export type Start = (options: { readonly draftTtlMs?: number }) => Promise<StoreUnderTest>;
