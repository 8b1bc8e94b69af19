import type { AuditStore } from '#core/audit/store.ts';
import type { DraftStore } from '#core/draft.ts';
import type { HistoryStore } from '#core/history.ts';
import type { RequestStore } from '#core/ports.ts';
import type { RecordTexts } from './record-texts.ts';

interface StoreUnderTest {
  /** Holds nothing. */
  readonly store: RequestStore & DraftStore;
  readonly history: HistoryStore;
  /** With the same keys. */
  readonly audit: AuditStore;
  /** A change by an intruder who can write to the store and has no key. */
  readonly edit: (requestId: string, change: (texts: RecordTexts) => Partial<RecordTexts>) => Promise<void>;
  /** Lets time go by for drafts; absent where time passes anyway. */
  readonly pass?: (ms: number) => void;
}

/** A separate store for one test. */
export type Start = (options: { readonly draftTtlMs?: number }) => Promise<StoreUnderTest>;
