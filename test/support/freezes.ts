import { Times } from '#config/times.ts';
import type { Freeze } from '#core/freeze.ts';

/** In force when the clock of the service's tests begins: on Sunday, 1 March 2026, at 3:00 UTC. */
export const hourOfIt = { from: '2026-03-01T02:30', until: '2026-03-01T03:10', zone: 'UTC' };
/** Begins ten minutes after that. */
export const tenMinutesLater = { from: '2026-03-01T03:10', until: '2026-03-01T05:00', zone: 'UTC' };

/** A freeze of every restore that forbids and holds, unless a test says otherwise; `times` as in restorebot.yaml. */
export function aFreeze(times: object, changes: Partial<Freeze> = {}): Freeze {
  return {
    name: 'release',
    effect: 'deny',
    match: {},
    times: Times.parse(times),
    pending: 'hold',
    running: 'continue',
    breakGlass: 'holds',
    ...changes,
  };
}

/** In milliseconds. */
export const minutes = (count: number) => count * 60_000;
