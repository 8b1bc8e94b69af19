import { z } from 'zod';
import { reasonShape } from './why.ts';

/** What a preflight check found. */
export const Finding = z.object({
  /**
   * `blocker`: cannot be asked. `before-start`: may be asked and approved; the restore starts automatically once it
   * is fixed. `warning`: worth knowing. `ok`: was checked and is fine.
   */
  level: z.enum(['ok', 'warning', 'blocker', 'before-start']),
  /** Stable and machine-readable: `target-not-empty`. */
  code: z.string(),
  /** One sentence of the provider; a blocker's says what to do. */
  text: z.string(),
  /** Set where restorebot found it, not the provider. */
  why: reasonShape.why,
});
export type Finding = Readonly<z.output<typeof Finding>>;
