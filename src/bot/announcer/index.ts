import { after } from '#core/instant.ts';
import type { Announcer } from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';
import { createAlarms, type Obstacle } from './alarms.ts';
import { createWaits } from './backoff.ts';
import { tellOfBreakGlass } from './break-glass-notice.ts';
import { isProgress, showCard } from './card.ts';
import type { AnnouncerDeps } from './deps.ts';
import { tellLines } from './lines.ts';
import { showTampered } from './tampered.ts';
import { nowOf, type Step, type Telling, tellingOf, write } from './telling.ts';

/** One call restarts this often because others wrote the thread, then leaves the request to a later call. */
const maxRounds = 8;

export interface WatchedAnnouncer extends Announcer {
  /** One sentence about what could not be told in time; `undefined`: all of it was. */
  behind(): Promise<string | undefined>;
}

/**
 * Brings Slack up to the record: one card, a thread line for each event that matters, the end also in the channel.
 * Everything is posted through the outbox in the request's thread record (`postOnce`), so that any number of
 * processes may do this at once, and a crash at any point loses and doubles nothing.
 */
export function createAnnouncer(deps: AnnouncerDeps): WatchedAnnouncer {
  const waits = createWaits(deps);
  const alarms = createAlarms({ ...deps, tellWithinMs: deps.timing.tellWithinMs });

  return {
    async converge(requestId) {
      for (let round = 0; round < maxRounds; round += 1) {
        const stored = await deps.store.load(requestId);
        if (stored === undefined) return {};
        if (stored.tampered !== undefined) return showTampered(deps, stored);
        const telling = tellingOf(deps, stored);
        const { version } = telling.stored.request;
        const leftMs = waits.left(requestId, version);
        if (leftMs > 0) return { retryAt: after(telling.stored.now, leftMs) };
        const step = await tellTrusted(deps, telling);
        if (step.type === 'again') continue;
        if (step.type === 'done') {
          waits.end(requestId);
          alarms.told(requestId);
          return {};
        }
        const now = nowOf(deps, telling);
        alarms.untold(telling, now, obstacleOf(step));
        switch (step.type) {
          case 'later':
            waits.end(requestId);
            return { retryAt: step.at };
          case 'away':
            return { retryAt: after(now, waits.afterSilence(requestId, version)) };
          case 'closed':
          case 'barred':
            return { retryAt: after(now, waits.afterRefusal(requestId, version)) };
        }
      }
      return { retryAt: after(await deps.store.now(), deps.timing.retryFirstMs) };
    },
    behind: () => alarms.behind(),
  };
}

function obstacleOf(step: Exclude<Step, { type: 'done' | 'again' }>): Obstacle {
  return step.type === 'later' ? { type: 'waiting' } : step;
}

/**
 * Posts nothing from a record that may have gone back: until it was compared, only the cards show the newer state,
 * and an edit would overwrite it. Asked after the load, or the record might go back in between.
 */
async function tellTrusted(deps: AnnouncerDeps, loaded: Telling): Promise<Step> {
  const { type } = await deps.record.trust();
  if (type === 'trusted') return tell(deps, loaded);
  return { type: 'later', at: after(nowOf(deps, loaded), deps.timing.retryFirstMs) };
}

async function tell(deps: AnnouncerDeps, loaded: Telling): Promise<Step> {
  const { request } = loaded.stored;
  const progress = isProgress(loaded);
  if (progress && hasEnded(request.state)) return { type: 'done', telling: loaded };
  const card = await showCard(deps, loaded);
  if (progress) return card.type === 'closed' ? { type: 'done', telling: card.telling } : card;
  // An edit that must wait delays no line: decisions do not queue behind the card.
  const isEditLater = card.type === 'later' && loaded.stored.thread.card?.tag === 'posted';
  if (card.type !== 'done' && card.type !== 'closed' && !isEditLater) return card;
  const shown = card.type === 'later' ? loaded : card.telling;
  const loud = await tellOfBreakGlass(deps, shown);
  if (loud.type !== 'done') return loud;
  const lines = await tellLines(deps, loud.telling, card.type === 'closed' ? card.error : undefined);
  if (lines.type !== 'done') return lines;
  if (card.type === 'later') return card;
  return write(deps, lines.telling, { ...lines.telling.stored.thread, shown: request.version });
}
