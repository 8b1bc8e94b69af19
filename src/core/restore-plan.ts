import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Instant } from './instant.ts';

/** Something at the vendor that a person knows by name and the API by id. */
export const Resource = z.object({ id: z.string().min(1), name: z.string().min(1) });
export type Resource = Readonly<z.output<typeof Resource>>;

/** The moment the data goes back to: a backup, or a point in time. */
export const RestorePoint = z.discriminatedUnion('type', [
  z.object({ type: z.literal('backup'), backupId: z.string().min(1), takenAt: Instant }),
  z.object({ type: z.literal('instant'), at: Instant }),
]);
export type RestorePoint = Readonly<z.output<typeof RestorePoint>>;

/** One value that a person chose in a form. */
export const FieldValue = z.union([z.string(), z.boolean(), z.number(), z.array(z.string())]);
export type FieldValue = z.output<typeof FieldValue>;

/**
 * Exactly what will be sent, with nothing implicit: "latest" is a backup id, every default is written out.
 * A plan is made once, shown, agreed to, and never made again.
 */
export const RestorePlan = z.object({
  provider: z.string().min(1),
  connection: z.string().min(1),
  kind: z.string().min(1),
  source: Resource,
  point: RestorePoint,
  target: Resource,
  /** The rest of what is sent, under the provider's field ids; only values that a person set. */
  options: z.record(z.string(), FieldValue),
});
export type RestorePlan = Readonly<z.output<typeof RestorePlan>>;

/** A plan with the bytes it is stored as, and the digest over those bytes that every vote names. */
export interface PinnedPlan {
  readonly plan: RestorePlan;
  readonly json: string;
  /** SHA-256 over `json`, hex. */
  readonly digest: string;
}

/** Fixes a plan: from here on its bytes never change. */
export function pinPlan(plan: RestorePlan): PinnedPlan {
  return readPlan(JSON.stringify(z.encode(RestorePlan, plan)));
}

/** Reads the stored bytes of a plan. Throws a `ZodError` where they are not a plan. */
export function readPlan(json: string): PinnedPlan {
  return {
    plan: RestorePlan.parse(JSON.parse(json)),
    json,
    digest: createHash('sha256').update(json).digest('hex'),
  };
}

/** The instant to which the data goes back. */
export function restoredTo(point: RestorePoint): Date {
  return point.type === 'backup' ? point.takenAt : point.at;
}
