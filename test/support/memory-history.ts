import type { HistoryStore } from '#core/history.ts';
import { connectionOfHistory, readHistory, writeHistory } from '#store/records.ts';

/** The past in a map of texts, to which a memory store adds what ends. Passes the same contract suite. */
export function memoryHistory(past: Map<string, string>): HistoryStore {
  const all = () => [...past.values()].flatMap((text) => readHistory(text) ?? []);
  return {
    newest: async ({ connection, limit }) => ({
      records: all()
        .filter((record) => connection === undefined || record.connection === connection)
        .toSorted((a, b) => b.endedAt.getTime() - a.endedAt.getTime() || (a.requestId < b.requestId ? 1 : -1))
        .slice(0, Math.max(0, limit)),
      unreadable: [...past].flatMap(([id, text]) =>
        limit > 0 &&
        readHistory(text) === undefined &&
        (connection ?? connectionOfHistory(text)) === connectionOfHistory(text)
          ? [id]
          : [],
      ),
    }),
    merge: async (records) => {
      const fresh = records.filter(({ requestId }) => readHistory(past.get(requestId) ?? '') === undefined);
      for (const record of fresh) past.set(record.requestId, writeHistory(record));
      return fresh.length;
    },
    dropBefore: async (instant) => {
      const old = all().filter(({ endedAt }) => endedAt < instant);
      for (const { requestId } of old) past.delete(requestId);
      return old.length;
    },
  };
}
