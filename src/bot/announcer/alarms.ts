import { after } from '#core/instant.ts';
import { authentic, type Log, type RequestStore } from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';
import { utc } from '../ui/date.ts';
import { plainName } from '../ui/escape.ts';
import { headline } from '../ui/headline.ts';
import { subjectOf } from '../ui/plan.ts';
import type { Telling } from './telling.ts';

/** Why something has not been posted yet. */
export type Obstacle =
  /** Slack's pace, its 429, or a post that is looked for. */
  | { readonly type: 'waiting' }
  /** Slack does not answer. */
  | { readonly type: 'away' }
  /** Neither the channel nor any person concerned can be posted to. */
  | { readonly type: 'closed'; readonly error: string }
  /** Slack does not take anything of ours. */
  | { readonly type: 'barred'; readonly error: string };

/** Logs, once each, what could not be posted in Slack. */
export interface Alarms {
  untold(telling: Telling, now: Date, obstacle: Obstacle): void;
  told(requestId: string): void;
  /**
   * One sentence about what is behind by more than `tellWithin` now; `undefined`: nothing is. Another process may
   * have posted it since, so the record is read.
   */
  behind(): Promise<string | undefined>;
}

interface AlarmsDeps {
  readonly store: Pick<RequestStore, 'load' | 'now'>;
  readonly tellWithinMs: number;
  readonly log: Log;
}

export function createAlarms({ store, tellWithinMs, log }: AlarmsDeps): Alarms {
  const owed = new Map<string, { readonly since: Date; readonly because: string }>();
  /** What was logged: `barred`, `behind`, or by request. */
  const said = new Set<string>();

  function once(key: string, fields: object, message: string): void {
    if (said.has(key)) return;
    said.add(key);
    log.error(fields, message);
  }

  return {
    untold(telling, now, obstacle) {
      const { request, events, thread } = telling.stored;
      const since = events[thread.shown]?.at;
      if (since === undefined) return;
      const because = 'error' in obstacle ? obstacle.error : obstacle.type;
      owed.set(request.id, { since, because });
      const isLate = now > after(since, tellWithinMs);
      const isRefused = obstacle.type === 'closed' || obstacle.type === 'barred';
      if (obstacle.type === 'barred') {
        once(
          'barred',
          { error: because },
          'slack refuses restorebot, nobody is notified until this is fixed',
        );
      }
      if (isLate) {
        once(
          'behind',
          { requestId: request.id, since, because },
          'Slack has not been told of events in time',
        );
      }
      const isWord = hasEnded(request.state) || request.state.tag === 'unknown';
      if (isWord && (isRefused || isLate)) {
        const outcome = headline(request);
        const subject = plainName(subjectOf({ plan: request.plan.plan, impact: request.impact }));
        const fields = { requestId: request.id, outcome, subject, requester: request.requester, because };
        once(`end.${request.id}`, fields, 'nobody could be told this in Slack; telling goes on');
      } else if (obstacle.type === 'closed') {
        const fields = { requestId: request.id, error: because };
        once(
          `closed.${request.id}`,
          fields,
          'Slack takes no message about a request anywhere; trying again later',
        );
      }
    },

    told(requestId) {
      owed.delete(requestId);
      said.delete('barred');
      said.delete(`end.${requestId}`);
      said.delete(`closed.${requestId}`);
      if (owed.size === 0) said.delete('behind');
    },

    async behind() {
      const limit = after(await store.now(), -tellWithinMs);
      const late: { readonly since: Date; readonly because: string }[] = [];
      for (const [id, { since, because }] of owed) {
        if (since >= limit) continue;
        const stored = authentic(await store.load(id));
        const oldest = stored?.events[stored.thread.shown]?.at;
        if (oldest === undefined) owed.delete(id);
        else if (oldest < limit) late.push({ since: oldest, because });
      }
      const [oldest] = late.toSorted((a, b) => a.since.getTime() - b.since.getTime());
      if (oldest === undefined) return undefined;
      const requests = late.length === 1 ? 'one request' : `${late.length} requests`;
      return `What happened to ${requests} could not be told in Slack, the oldest since ${utc(oldest.since)} (${oldest.because}).`;
    },
  };
}
