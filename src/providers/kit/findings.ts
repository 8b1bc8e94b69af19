import type { Finding } from '#core/finding.ts';

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

/** Those that there are. */
export function present<T>(...items: readonly (T | undefined)[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}
