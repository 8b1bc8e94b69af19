import { z } from 'zod';
import { type Impact, lossOf } from './impact.ts';
import { after, Instant } from './instant.ts';
import type { Match } from './match.ts';
import type { PinnedPlan } from './restore-plan.ts';

/** What a restore over its objective needs; the later ones are stricter. */
export const overRpo = ['warn', 'acknowledge', 'refuse'] as const;

/** How much data a restore may lose, and how long a recovery may take, as it is written into a request. */
export const Objective = z.object({
  name: z.string(),
  /** Recovery point objective: its own most time that a target may lose. */
  rpoMs: z.int().positive().optional(),
  /** Recovery time objective: from asked to verified; it is shown, and decides nothing. */
  rtoMs: z.int().positive().optional(),
  overRpo: z.enum(overRpo),
});
export type Objective = Readonly<z.output<typeof Objective>>;

/** An objective of the configuration, and which restores it is about. */
export interface ObjectiveRule extends Objective {
  readonly match: Match;
}

/** What somebody ticked: `all`, or so many milliseconds of writes, if the restore starts by `startsBy`. */
export const Acknowledged = z.object({
  loss: z.union([z.literal('all'), z.int().min(0)]),
  startsBy: Instant,
});
export type Acknowledged = Readonly<z.output<typeof Acknowledged>>;

/** What a restore costs at most, against the objective that decides. */
export interface Cost extends Acknowledged {
  readonly objective: Objective;
  /** `within`: no objective is exceeded. A target that gets other data has no RPO: that is always acknowledged. */
  readonly effect: 'within' | Objective['overRpo'];
}

/** What a cost is computed from: a request, or a draft in review. */
export interface Costed {
  readonly plan: PinnedPlan;
  readonly impact: Impact;
  readonly requirement: { readonly objectives?: readonly Objective[] | undefined };
}

/**
 * The loss at the latest possible start, a number that cannot grow while people decide, against the strictest of the
 * objectives; of those that are exceeded, the one with the strictest effect decides, then the shortest. `undefined`:
 * there is no objective, or nothing is overwritten.
 */
export function costOf({ plan, impact, requirement }: Costed, startsBy: Date): Cost | undefined {
  const objectives = requirement.objectives ?? [];
  const loss = lossOf(plan.plan, impact, startsBy);
  if (loss.type === 'none' || loss.type === 'kept') return undefined;
  if (loss.type === 'all') {
    const [objective] = objectives;
    return objective === undefined ? undefined : { loss: 'all', startsBy, objective, effect: 'acknowledge' };
  }
  const [strictest] = objectives
    .filter(({ rpoMs }) => rpoMs !== undefined)
    .map((objective) => ({ objective, effect: effectOf(objective, loss.lengthMs) }))
    .toSorted(
      (a, b) => rank(b.effect) - rank(a.effect) || (a.objective.rpoMs ?? 0) - (b.objective.rpoMs ?? 0),
    );
  return strictest === undefined ? undefined : { loss: loss.lengthMs, startsBy, ...strictest };
}

function effectOf({ rpoMs, overRpo: effect }: Objective, lossMs: number): Cost['effect'] {
  return lossMs > (rpoMs ?? Infinity) ? effect : 'within';
}

function rank(effect: Cost['effect']): number {
  return effect === 'within' ? -1 : overRpo.indexOf(effect);
}

/** The shortest recovery time objective; `undefined`: there is none. */
export function rtoOf({ objectives = [] }: Costed['requirement']): number | undefined {
  const all = objectives.flatMap(({ rtoMs }) => rtoMs ?? []);
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Names exactly what is ticked; a form carries it, and one that was drawn for another number is refused. */
export function tickOf({ loss, objective }: Cost): string {
  return `${loss}/${objective.rpoMs ?? 'none'}`;
}

/** Whether what somebody ticked holds for this cost. The number may have become smaller, never larger. */
function covers(ticked: Acknowledged | undefined, { loss }: Cost): boolean {
  if (ticked === undefined) return false;
  if (ticked.loss === 'all' || loss === 'all') return ticked.loss === loss;
  return ticked.loss >= loss;
}

interface Waiting {
  readonly tag: string;
  readonly expiresAt?: Date;
  readonly dispatchBy?: Date;
}

/** The latest instant at which a request in this state may start; `undefined`: it waits for no start. */
function startsBy(state: Waiting, { startWithinMs }: { readonly startWithinMs: number }): Date | undefined {
  const { tag, expiresAt, dispatchBy } = state;
  if (tag === 'pending-approval' && expiresAt !== undefined) return after(expiresAt, startWithinMs);
  return tag === 'approved' || tag === 'submitting' ? dispatchBy : undefined;
}

/** The cost of a request that waits for people or for its start. */
export function costNow(
  request: Costed & { readonly requirement: { readonly startWithinMs: number }; readonly state: Waiting },
): Cost | undefined {
  const by = startsBy(request.state, request.requirement);
  return by === undefined ? undefined : costOf(request, by);
}

/**
 * What the requester must acknowledge before votes can complete: the vote began again, and what they ticked is less than
 * it may cost by now, or was for another submission. `undefined`: nothing.
 */
export function unacknowledged(
  request: Parameters<typeof costNow>[0] & { readonly acknowledged?: Acknowledged | undefined },
): Cost | undefined {
  const cost = costNow(request);
  return cost?.effect === 'acknowledge' && !covers(request.acknowledged, cost) ? cost : undefined;
}

/** Those of the votes that count: where a loss must be acknowledged, only those that acknowledge it. */
export function counted<Vote extends { readonly acknowledged?: Acknowledged | undefined }>(
  votes: readonly Vote[],
  cost: Cost | undefined,
): readonly Vote[] {
  return cost?.effect === 'acknowledge'
    ? votes.filter(({ acknowledged }) => covers(acknowledged, cost))
    : votes;
}

/** The end of the first window: the whole of it, but no later than what the requester ticked stays true. */
export function firstWindowEnd({
  at,
  requirement: { windowMs, startWithinMs },
  acknowledged,
}: {
  readonly at: Date;
  readonly requirement: { readonly windowMs: number; readonly startWithinMs: number };
  readonly acknowledged?: Acknowledged | undefined;
}): Date {
  const whole = after(at, windowMs);
  const ticked = acknowledged && after(acknowledged.startsBy, -startWithinMs);
  return ticked !== undefined && ticked < whole ? ticked : whole;
}

/**
 * The end of a window that begins again: no later than what the requester ticked stays true, where at least half of the
 * window is left then; else the whole of it, and the requester must acknowledge the loss again.
 */
export function nextWindowEnd(window: Parameters<typeof firstWindowEnd>[0]): Date {
  const ticked = firstWindowEnd(window);
  const { windowMs } = window.requirement;
  return ticked < after(window.at, windowMs / 2) ? after(window.at, windowMs) : ticked;
}

/** Without the vote that was withdrawn, and without those that acknowledged less than it may cost by now. */
export function votesLeft<
  Vote extends { readonly by: string; readonly acknowledged?: Acknowledged | undefined },
>(
  request: Omit<Parameters<typeof costNow>[0], 'state'>,
  votes: readonly Vote[],
  { by, expiresAt }: { readonly by?: string | undefined; readonly expiresAt: Date },
): Vote[] {
  const cost = costNow({ ...request, state: { tag: 'pending-approval', expiresAt } });
  return [
    ...counted(
      votes.filter((vote) => vote.by !== by),
      cost,
    ),
  ];
}
