import { fieldOfOption } from './field-options.ts';
import type { Field, RestoreKind } from './provider.ts';

/**
 * A restore that a team has prepared: what `/restore` would be told, under a name. What it leaves out is asked in the
 * form. It gives no right to anything: the form, the rules and the approvals are those of every other request.
 */
export interface Preset {
  readonly name: string;
  readonly description?: string | undefined;
  readonly connection: string;
  readonly kind: string;
  /** As it is typed: a name or an id. */
  readonly source?: string | undefined;
  /** The options of `/restore` without their dashes, as they are typed: `backup` → `latest`. */
  readonly options: Readonly<Record<string, string>>;
}

/** The fields that a preset leaves to the person who runs it and that must be answered. */
export function blanksOf({ source, options }: Preset, kind: RestoreKind): readonly Field[] {
  const given = Object.keys(options).map((option) => fieldOfOption(kind, option)?.id);
  return kind.fields.filter(
    (field) =>
      field.type !== 'toggle' &&
      field.required &&
      !given.includes(field.id) &&
      !(field.type === 'source' && source !== undefined),
  );
}
