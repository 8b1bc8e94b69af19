import type { Field, RestoreKind, StaticChoice } from '#core/provider.ts';

/** A kind of restore as a provider writes it down; the vendor's name and the connection's settings come later. */
export type Kind = Omit<RestoreKind, 'vendor' | 'settleMs'>;

export function source(label: string, hint: string): Field {
  return { id: 'source', type: 'source', label, hint, required: true };
}

export function backup(label = 'Backup'): Field {
  const hint = `Times are UTC. “Latest” is fixed to one ${label.toLowerCase()} when you ask. Type a day, such as 2026-11-20, to find an older one.`;
  return { id: 'backup', type: 'backup', label, hint, required: true };
}

export function target(label: string, hint: string): Field {
  return { id: 'target', type: 'target', label, hint, required: true };
}

/** Several names, of those that are offered or typed. */
export function names(id: string, label: string, hint: string): Field {
  return { id, type: 'choices', label, hint, required: true, custom: true };
}

// The hint of an optional field says what happens without an answer.

export function text(id: string, label: string, hint: string, maxLength = 255): Field {
  return { id, type: 'text', label, hint, required: false, maxLength };
}

/** Without `options`, of what the provider offers. */
export function choice(id: string, label: string, hint: string, options?: readonly StaticChoice[]): Field {
  const field = { id, type: 'choice', label, hint, required: false } as const;
  return options === undefined ? field : { ...field, options };
}

export function integer(
  id: string,
  label: string,
  hint: string,
  [min, max]: readonly [number, number],
): Field {
  return { id, type: 'integer', label, hint, required: false, min, max };
}

export function toggle(id: string, label: string, hint: string): Field {
  return { id, type: 'toggle', label, hint, required: false };
}
