import { after } from '#core/instant.ts';
import type { Announcer } from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';
import { isProgress, showCard } from './announcer/card.ts';
import type { AnnouncerDeps } from './announcer/deps.ts';
import { tellLines } from './announcer/lines.ts';
import { tellLoudly } from './announcer/loud.ts';
import { load, nowOf, type Step, type Telling, write } from './announcer/telling.ts';

/** So often one call begins again because others wrote meanwhile, before it leaves the request to a later one. */
const maxRounds = 8;

/**
 * Brings Slack up to the record: one card, a thread line for each event that matters, the end also in the channel.
 * Everything is posted through the outbox in the request's thread record (`postOnce`), so that any number of
 * processes may do this at once, and a crash at any point loses and doubles nothing.
 */
export function createAnnouncer(deps: AnnouncerDeps): Announcer {
  /** How often in a row Slack did not answer, by request; a process that forgets it asks a little sooner. */
  const silences = new Map<string, number>();
  /** Requests about which the alarm has been raised. */
  const alarmed = new Set<string>();

  function retryAfterSilence(requestId: string): number {
    const before = silences.get(requestId) ?? 0;
    silences.set(requestId, before + 1);
    const { retryFirstMs, retryMaxMs } = deps.timing;
    return Math.min(retryMaxMs, retryFirstMs * 2 ** Math.min(before, 20));
  }

  function alarm(requestId: string, error: string): void {
    if (alarmed.has(requestId)) return;
    alarmed.add(requestId);
    deps.log.error(
      { requestId, error },
      'Slack takes no message about a request anywhere; trying again later',
    );
  }

  return {
    async converge(requestId) {
      for (let round = 0; round < maxRounds; round += 1) {
        const telling = await load(deps, requestId);
        if (telling === undefined) return {};
        const step = await tell(deps, telling);
        const now = nowOf(deps, telling);
        switch (step.type) {
          case 'again':
            continue;
          case 'later':
            silences.delete(requestId);
            return { retryAt: step.at };
          case 'away':
            return { retryAt: after(now, retryAfterSilence(requestId)) };
          case 'closed':
          case 'barred':
            alarm(requestId, step.error);
            return { retryAt: after(now, deps.timing.closedRetryMs) };
          case 'done':
            silences.delete(requestId);
            alarmed.delete(requestId);
            return {};
        }
      }
      return { retryAt: after(await deps.store.now(), deps.timing.retryFirstMs) };
    },
  };
}

async function tell(deps: AnnouncerDeps, loaded: Telling): Promise<Step> {
  const { request } = loaded.stored;
  const progress = isProgress(loaded);
  if (progress && hasEnded(request.state)) return { type: 'done', telling: loaded };
  const card = await showCard(deps, loaded);
  if (progress) return card.type === 'closed' ? { type: 'done', telling: card.telling } : card;
  // An edit that must wait keeps no line waiting: what is decided does not queue behind what a card shows.
  const isEditLater = card.type === 'later' && loaded.stored.thread.card?.tag === 'posted';
  if (card.type !== 'done' && card.type !== 'closed' && !isEditLater) return card;
  const shown = card.type === 'later' ? loaded : card.telling;
  const loud = await tellLoudly(deps, shown);
  if (loud.type !== 'done') return loud;
  const lines = await tellLines(deps, loud.telling, card.type === 'closed' ? card.error : undefined);
  if (lines.type !== 'done') return lines;
  if (card.type === 'later') return card;
  return write(deps, lines.telling, { ...lines.telling.stored.thread, shown: request.version });
}
