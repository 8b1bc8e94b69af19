import { createHash } from 'node:crypto';
import type { InputBlock } from '@slack/types';
import { readTypedInstant } from '#core/instant.ts';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { decodeFieldBlock, encodeFieldBlock } from '../../ids.ts';
import { limits } from '../limits.ts';
import type { ElementState } from './element-state.ts';
import type { Notes } from './notes.ts';
import { multiSelectBlock, readMultiSelect, readSelect, selectBlock } from './select.ts';
import { readToggles, type Toggle, toggleBlocks } from './toggles.ts';
import { instantBlock, integerBlock, readInstant, readInteger, readText, textBlock } from './typed.ts';

/** Which form a field belongs to: another connection or kind is another form, even where a field has the same id. */
export interface FormOf {
  readonly connection: string;
  readonly kind: RestoreKind;
}

/** What the choices of each field are, as far as they have been looked up: for the words of what is chosen. */
export type KnownChoices = Readonly<Record<string, readonly Choice[]>>;

const togglesId = 'toggles';

/** The inputs of a kind, in its order; toggles come last, together. */
export function fieldBlocks(form: FormOf, input: FormInput, known: KnownChoices): readonly InputBlock[] {
  const { fields } = form.kind;
  const blocks = fields.flatMap((field) => {
    if (field.type === 'toggle') return [];
    return [fieldBlock(field, blockIdOf(form, field, input), input[field.id], known[field.id] ?? [])];
  });
  return [...blocks, ...toggleBlocks(togglesOf(fields), (index) => togglesBlockId(form, index), input)];
}

/** The answers in a view's state. One that was chosen for other earlier answers than these is left out. */
export function readFields(form: FormOf, state: ReadonlyMap<string, ElementState>): FormInput {
  const { fields } = form.kind;
  const input: Record<string, FieldValue> = {};
  for (const field of fields) {
    if (field.type === 'toggle') continue;
    const found = state.get(blockIdOf(form, field, input));
    const value = found === undefined ? undefined : readField(field, found);
    if (value !== undefined) input[field.id] = value;
  }
  const toggles = togglesOf(fields);
  return toggles.reduce<FormInput>((all, _, index) => {
    const found = state.get(togglesBlockId(form, index));
    return found === undefined ? all : { ...all, ...readToggles(toggles, index, found) };
  }, input);
}

/** What is chosen now, with its words: nothing has to be looked up to draw it again. */
export function chosenNow(form: FormOf, state: ReadonlyMap<string, ElementState>): KnownChoices {
  const entries = [...state].flatMap(([blockId, { selected_option: one, selected_options: several }]) => {
    const field = fieldOfBlock(form.kind, blockId);
    const chosen = [...(several ?? []), ...(one === undefined || one === null ? [] : [one])];
    if (field === undefined || chosen.length === 0) return [];
    return [[field.id, chosen.map(({ value, text }) => ({ value, label: text?.text ?? value }))] as const];
  });
  return Object.fromEntries(entries);
}

/** The names of what is chosen, as a draft keeps them. */
export function labelsOf(known: KnownChoices): Readonly<Record<string, { value: string; label: string }[]>> {
  return Object.fromEntries(
    Object.entries(known).map(([id, all]) => [id, all.map(({ value, label }) => ({ value, label }))]),
  );
}

/** The fields that must be answered and are not, with their blocks. */
export function unanswered(
  form: FormOf,
  input: FormInput,
): readonly { readonly field: Field; readonly blockId: string }[] {
  return form.kind.fields
    .filter((field) => field.type !== 'toggle' && field.required && input[field.id] === undefined)
    .map((field) => ({ field, blockId: blockIdOf(form, field, input) }));
}

/** Moments that cannot be read as they were typed, with their blocks. */
export function unreadable(
  form: FormOf,
  input: FormInput,
): readonly { readonly field: Field; readonly blockId: string }[] {
  return form.kind.fields
    .filter(({ id, type }) => {
      const value = input[id];
      return type === 'instant' && typeof value === 'string' && readTypedInstant(value) === undefined;
    })
    .map((field) => ({ field, blockId: blockIdOf(form, field, input) }));
}

/** The block that asks a field; `undefined`: the kind has none of that id. */
export function blockOf(form: FormOf, input: FormInput, fieldId: string): string | undefined {
  const { fields } = form.kind;
  const field = fields.find(({ id }) => id === fieldId);
  if (field === undefined || field.type !== 'toggle') return field && blockIdOf(form, field, input);
  return togglesBlockId(form, Math.floor(togglesOf(fields).indexOf(field) / limits.checkboxes));
}

/** What is said of fields, by the blocks that ask them. */
export function notesOf(form: FormOf, input: FormInput, said: Readonly<Record<string, string>>): Notes {
  return Object.fromEntries(
    Object.entries(said).flatMap(([id, text]) => {
      const block = blockOf(form, input, id);
      return block === undefined ? [] : [[block, text] as const];
    }),
  );
}

/** The field that a block asks; `undefined` for the fixed ones. */
export function fieldOfBlock(kind: RestoreKind, blockId: string): Field | undefined {
  const decoded = decodeFieldBlock(blockId);
  return kind.fields.find(({ id }) => id === decoded?.fieldId);
}

function fieldBlock(
  field: Exclude<Field, Toggle>,
  blockId: string,
  value: FieldValue | undefined,
  known: readonly Choice[],
): InputBlock {
  switch (field.type) {
    case 'source':
    case 'backup':
    case 'target':
    case 'choice':
      return selectBlock(field, blockId, value, known);
    case 'choices':
      return multiSelectBlock(field, blockId, value, known);
    case 'text':
      return textBlock(field, blockId, value);
    case 'integer':
      return integerBlock(field, blockId, value);
    case 'instant':
      return instantBlock(field, blockId, value);
  }
}

function readField(field: Exclude<Field, Toggle>, state: ElementState): FieldValue | undefined {
  switch (field.type) {
    case 'source':
    case 'backup':
    case 'target':
    case 'choice':
      return readSelect(state);
    case 'choices':
      return readMultiSelect(state);
    case 'text':
      return readText(state);
    case 'integer':
      return readInteger(state);
    case 'instant':
      return readInstant(state);
  }
}

/**
 * What is chosen in a menu of backups means nothing once the source is another one. Slack keeps an input's value
 * over an update only while its block_id stays, so the id of a menu carries the earlier answers it depends on.
 */
export function blockIdOf(form: FormOf, field: Field, input: FormInput): string {
  const { fields } = form.kind;
  const earlier = asksAfterSource(field)
    ? fields
        .slice(0, fields.indexOf(field))
        .filter(asksVendor)
        .map(({ id }) => input[id] ?? '')
    : [];
  return encodeFieldBlock({ fieldId: field.id, dependsOn: digest([...formKey(form), ...earlier]) });
}

function togglesBlockId(form: FormOf, index: number): string {
  return encodeFieldBlock({ fieldId: `${togglesId}-${index}`, dependsOn: digest(formKey(form)) });
}

function formKey({ connection, kind }: FormOf): readonly string[] {
  return [connection, kind.id];
}

/** Whether its choices come from the vendor. */
export function asksVendor(field: Field): boolean {
  if (field.type === 'choice') return field.options === undefined;
  return ['source', 'backup', 'target', 'choices'].includes(field.type);
}

/** Whether what it offers depends on the answers before it. */
export function asksAfterSource(field: Field): boolean {
  return asksVendor(field) && field.type !== 'source' && field.type !== 'target';
}

function digest(parts: readonly FieldValue[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

function togglesOf(fields: readonly Field[]): readonly Toggle[] {
  return fields.filter((field) => field.type === 'toggle');
}
