import type { AnnouncerDeps } from './deps.ts';

/**
 * How long to wait after Slack did not answer, or took a request's messages nowhere, so that the sweep and wake-ups
 * do not call Slack each time. A newer version of the request is tried at once. Kept in memory: a new process only
 * tries a little sooner.
 */
export interface Waits {
  /** Milliseconds until it is worth another try; 0: now. */
  left(requestId: string, version: number): number;
  /** Slack does not answer: the wait doubles up to its ceiling. Returns the wait. */
  afterSilence(requestId: string, version: number): number;
  /** Slack takes it nowhere. Returns the wait. */
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
