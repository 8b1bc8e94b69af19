import type { AnnouncerDeps } from './deps.ts';

/**
 * How long a request is left alone after Slack did not answer or took its messages nowhere: the sweep and every
 * wake-up come by, and must not make calls of it. What is new since then is tried at once. A process that forgets
 * it asks a little sooner.
 */
export interface Waits {
  /** Milliseconds until it is worth another try; 0: now. */
  left(requestId: string, version: number): number;
  /** Slack does not answer: the wait doubles up to its ceiling. Gives it. */
  afterSilence(requestId: string, version: number): number;
  /** Slack takes it nowhere. Gives the wait. */
  afterRefusal(requestId: string, version: number): number;
  end(requestId: string): void;
}

export function createWaits({ timing, monotonicMs }: Pick<AnnouncerDeps, 'timing' | 'monotonicMs'>): Waits {
  const waits = new Map<
    string,
    { readonly version: number; readonly until: number; readonly silences: number }
  >();

  function hold(requestId: string, version: number, ms: number, silences: number): number {
    waits.set(requestId, { version, until: monotonicMs() + ms, silences });
    return ms;
  }

  return {
    left(requestId, version) {
      const wait = waits.get(requestId);
      return wait?.version === version ? Math.max(0, wait.until - monotonicMs()) : 0;
    },
    afterSilence(requestId, version) {
      const silences = waits.get(requestId)?.silences ?? 0;
      const ms = Math.min(timing.retryMaxMs, timing.retryFirstMs * 2 ** Math.min(silences, 20));
      return hold(requestId, version, ms, silences + 1);
    },
    afterRefusal: (requestId, version) => hold(requestId, version, timing.closedRetryMs, 0),
    end(requestId) {
      waits.delete(requestId);
    },
  };
}
