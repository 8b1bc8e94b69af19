import { z } from 'zod';
import { type Resource, restoredTo, type RestorePlan } from './restore-plan.ts';

/** What a plan does to its target. */
export const Impact = z.object({
  type: z.enum(['in-place', 'new-target', 'download']),
  /** What is there now and will be gone or replaced, one name or phrase each. */
  overwrites: z.array(z.string()),
  /** Where the vendor keeps what it replaces, one name or phrase each; absent or empty: nowhere. */
  keeps: z.array(z.string()).optional(),
  /** What will exist afterwards that does not exist now. */
  creates: z.array(z.string()),
  /** What cannot be used while the restore runs. */
  unavailable: z.array(z.string()),
  /** What else a person should know before agreeing, one sentence each. */
  notes: z.array(z.string()),
});
export type Impact = Readonly<z.output<typeof Impact>>;

/** Destructive: data that exists now is replaced. */
export function isDestructive(impact: Impact): boolean {
  return impact.type === 'in-place';
}

/** What a plan costs its target. The source keeps its data, so the loss is always the target's. */
export type Loss =
  /** A new target or a download: no data is replaced. */
  | { readonly type: 'none' }
  /** The vendor keeps what it replaces: it can be brought back. */
  | { readonly type: 'kept'; readonly target: Resource; readonly as: readonly string[] }
  /** A target that goes back in its own time loses what was written between these two instants. */
  | { readonly type: 'own-since'; readonly from: Date; readonly to: Date; readonly lengthMs: number }
  /** A target that gets the data of another source loses everything that it holds. */
  | { readonly type: 'all'; readonly target: Resource; readonly source: Resource; readonly asOf: Date };

/** What a restore that starts at `now` costs its target; told from the plan, so that old records say it too. */
export function lossOf({ point, source, target }: RestorePlan, impact: Impact, now: Date): Loss {
  if (!isDestructive(impact)) return { type: 'none' };
  const { keeps = [] } = impact;
  if (keeps.length > 0) return { type: 'kept', target, as: keeps };
  const from = restoredTo(point);
  if (source.id !== target.id) return { type: 'all', target, source, asOf: from };
  return { type: 'own-since', from, to: now, lengthMs: Math.max(0, now.getTime() - from.getTime()) };
}
