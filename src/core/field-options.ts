import type { Field, RestoreKind } from './provider.ts';

/** The options of `/restore` that are no field of any kind. */
export const generalOptions = ['reason', 'dry-run'] as const;

/** How a field is typed: `new_db_name` → `new-db-name`, `target` → `into`. */
export function optionOf(id: string): string {
  return id === 'target' ? 'into' : id.toLowerCase().replaceAll('_', '-');
}

/** Every option that a kind takes, without its dashes. */
export function optionsOf({ fields }: RestoreKind): readonly string[] {
  return [...fields.filter(({ type }) => type !== 'source').map(({ id }) => optionOf(id)), ...generalOptions];
}

/** The field that an option answers: by its id, by what it is for (`--into`, `--at`, `--backup`), or by its label. */
export function fieldOfOption({ fields }: RestoreKind, option: string): Field | undefined {
  const type = { into: 'target', to: 'target', at: 'instant', backup: 'backup' }[option];
  return (
    fields.find(({ id }) => optionOf(id) === option) ??
    fields.find((field) => field.type === type) ??
    fields.find(({ label }) => label.toLowerCase().replaceAll(' ', '-') === option) ??
    // `--table` for `tables`
    fields.find(({ id }) => optionOf(id) === `${option}s`)
  );
}
