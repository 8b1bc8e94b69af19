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

/** Was checked, and is fine. */
export function ok(code: string, text: string): Finding {
  return { level: 'ok', code, text };
}

/** Worth knowing. */
export function warning(code: string, text: string): Finding {
  return { level: 'warning', code, text };
}

/** Cannot be asked; the text says what to do. */
export function blocker(code: string, text: string): Finding {
  return { level: 'blocker', code, text };
}

/** May be asked; the restore starts automatically once it is fixed. */
export function beforeStart(code: string, text: string): Finding {
  return { level: 'before-start', code, text };
}
