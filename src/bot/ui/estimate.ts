import type { Estimate } from '#core/asked.ts';
import { runsSince } from '#core/history.ts';
import { after, minuteMs } from '#core/instant.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { duration, minuteOfDay } from './date.ts';

/*
 * How long a restore will probably take, always with what that rests on. On a card the end is two instants, not a
 * remaining time: instants stay true.
 */

/** `18–26 min, from 5 restores of this database` */
export function estimateText({ lowMs, highMs, basis }: Estimate): string {
  const examples = basis.examples === true ? ', examples that the sandbox made up' : '';
  const of = basis.of === 'database' ? 'of this database' : 'of this kind on this connection';
  return `${rangeText(lowMs, highMs)}, from ${basis.restores} restores ${of}${examples}`;
}

/** `18–26 min`, `20–40 s`, `1 h 50 min–2 h 40 min`: rounded outward, so that the range is never smaller than it is. */
export function rangeText(lowMs: number, highMs: number): string {
  for (const [unit, ms, most] of [
    ['s', 1_000, 120],
    ['min', minuteMs, 120],
  ] as const) {
    const [low, high] = [Math.floor(lowMs / ms), Math.ceil(highMs / ms)];
    if (high <= most) return low === high ? `${low} ${unit}` : `${low}–${high} ${unit}`;
  }
  return `${duration(lowMs)}–${duration(Math.ceil(highMs / minuteMs) * minuteMs)}`;
}

/** For a plan that is not running: how long the vendor will probably take. Empty where nobody knows. */
export function estimateLine(estimate: Estimate | undefined): string {
  return estimate === undefined ? '' : `*Usually takes* ${estimateText(estimate)}.`;
}

/** For one that runs: when it will probably be done. Empty where nobody knows. */
export function etaLine(request: Pick<RestoreRequest, 'state' | 'estimate' | 'attempts'>): string {
  const { state, estimate } = request;
  if (estimate === undefined || state.tag !== 'restoring') return '';
  const [from, to] = [estimate.lowMs, estimate.highMs].map((ms) =>
    minuteOfDay(after(runsSince(request, state), ms)),
  );
  return `*Expected to finish between ${from} and ${to}* (${estimateText(estimate)}).`;
}
