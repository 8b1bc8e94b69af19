import { type Draft, type DraftStore, isBegun } from '#core/draft.ts';
import { readDraft, writeDraft } from '#store/records.ts';

/** The drafts of a record in memory: each for as long as Redis would keep it, milliseconds. */
export function createMemoryDrafts(now: () => Date, ttlMs: number): DraftStore {
  const drafts = new Map<string, { readonly text: string; readonly until: number }>();
  const reviewed = new Map<string, Draft>();
  const newest = new Map<string, string>();
  const longValues = new Map<string, readonly string[]>();

  async function loadDraft(id: string) {
    const draft = drafts.get(id);
    return draft === undefined || draft.until <= now().getTime() ? undefined : readDraft(id, draft.text);
  }

  return {
    saveDraft: async (draft) => {
      drafts.set(draft.requestId, { text: writeDraft(draft), until: now().getTime() + ttlMs });
      if (draft.reviewed !== undefined) reviewed.set(draft.requestId, draft);
      if (isBegun(draft)) newest.set(draft.requester, draft.requestId);
    },
    loadDraft,
    loadReviewed: async (id) => {
      const draft = reviewed.get(id);
      return draft?.reviewed === undefined ? undefined : { ...draft, reviewed: draft.reviewed };
    },
    newestDraft: async (requester) => loadDraft(newest.get(requester) ?? ''),
    forgetNewestDraft: async (requester) => void newest.delete(requester),
    saveLongValues: async (id, values) => void longValues.set(id, [...(longValues.get(id) ?? []), ...values]),
    loadLongValues: async (id) => longValues.get(id) ?? [],
  };
}
