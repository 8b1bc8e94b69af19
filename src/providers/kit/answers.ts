import type { FieldValue } from '#core/restore-plan.ts';

/** One answer as trimmed text; empty where there is none. */
export function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Several answers, trimmed, without repeats; a text is read as a list with commas. */
export function listOf(value: FieldValue | undefined): readonly string[] {
  const parts = Array.isArray(value) ? value : textOf(value).split(',');
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

/** Whether a text has what a person searches for, whatever the case. */
export function includes(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.trim().toLowerCase());
}
