/** How answers are kept. */
export interface FreshDeps<Answer> {
  readonly ask: (key: string) => Promise<Answer>;
  /** An answer for which this is false is asked for again the next time. */
  readonly isKept: (answer: Answer) => boolean;
  readonly forMs: number;
  /** How long they are kept for those who take an older one. @default forMs */
  readonly longestMs?: number;
  readonly monotonicMs: () => number;
}

/**
 * Remembers answers by key, no longer than `forMs` from the moment the question was asked (an answer is as old as
 * its question); who takes an older one says how old. Those who ask at the same time share one call.
 */
export function fresh<Answer>(deps: FreshDeps<Answer>): (key: string, atMostMs?: number) => Promise<Answer> {
  const { ask, isKept, forMs, longestMs = forMs, monotonicMs } = deps;
  const kept = new Map<string, { readonly askedMs: number; readonly answer: Promise<Answer> }>();

  function forget(nowMs: number): void {
    for (const [key, { askedMs }] of kept) if (nowMs - askedMs >= longestMs) kept.delete(key);
  }

  async function askNow(key: string, askedMs: number): Promise<Answer> {
    const question = { askedMs, answer: ask(key) };
    kept.set(key, question);
    const drop = () => {
      if (kept.get(key) === question) kept.delete(key);
    };
    try {
      const answer = await question.answer;
      if (!isKept(answer)) drop();
      return answer;
    } catch (error) {
      drop();
      throw error;
    }
  }

  return async (key, atMostMs = forMs) => {
    const nowMs = monotonicMs();
    forget(nowMs);
    const known = kept.get(key);
    return known !== undefined && nowMs - known.askedMs < atMostMs ? known.answer : askNow(key, nowMs);
  };
}
