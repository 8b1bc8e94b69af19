import { z } from 'zod';

/**
 * What the target and the backup were when a vote was given: label → value, both fit to show a person
 * (`Cluster version` → `v25.2`). Only what would make an approver think again; ages and sizes are no part of it.
 */
export const Fingerprint = z.record(z.string(), z.string());
export type Fingerprint = Readonly<z.output<typeof Fingerprint>>;

/** One fact that is no longer what the approvers saw. */
export const Difference = z.object({ label: z.string(), before: z.string(), after: z.string() });
export type Difference = Readonly<z.output<typeof Difference>>;

/** What changed between two looks at the same target and backup. */
export function differences(before: Fingerprint, now: Fingerprint): readonly Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((label) => before[label] !== now[label])
    .map((label) => ({ label, before: before[label] ?? 'none', after: now[label] ?? 'none' }));
}
