import { defined } from '#core/defined.ts';
import { fieldOfOption, optionOf, optionsOf } from '#core/field-options.ts';
import { after, dayMs, lacksZone, readAge, readInstantOrAge } from '#core/instant.ts';
import { nearest } from '#core/nearest.ts';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { utc } from '../ui/date.ts';
import { line, name } from '../ui/escape.ts';
import { limits } from '../ui/limits.ts';
import { listed } from '../ui/people.ts';
import { newestBefore, takenInMinute } from './backup-by-time.ts';
import { bareLabel, findName, namedChoice, unlisted } from './find-name.ts';
import { isBlank, namesIn, type TypedOption, unquoted } from './typed-words.ts';

/** Looks up what a field offers, given the answers so far. Throws `ProviderError`, or its signal's reason. */
export type LookUp = (field: Field, input: FormInput, search: string) => Promise<readonly Choice[]>;

/** One field's answer, from what was typed for it. */
export type Answer =
  | {
      readonly type: 'taken';
      readonly value: FieldValue;
      readonly known: readonly Choice[];
      readonly note?: string;
    }
  /** `typed`: what stays in the input, to be corrected there. */
  | { readonly type: 'problem'; readonly text: string; readonly typed?: string };

/** What one kind calls a moment and another a backup. */
const sameQuestion: Readonly<Partial<Record<string, string>>> = { at: 'backup', backup: 'at' };

/** That an option fits nothing, and which one may have been meant. `kinds`: those that may be asked for here. */
export function unknownOption(
  kind: RestoreKind,
  kinds: readonly RestoreKind[],
  { name: option, value }: TypedOption,
): string {
  const other = sameQuestion[option] ?? '';
  const [near] = fieldOfOption(kind, other) === undefined ? nearest(option, optionsOf(kind)) : [other];
  const owners = kinds.filter((each) => fieldOfOption(each, option) !== undefined);
  const meant =
    owners.length > 0 && near !== other
      ? ` It belongs to ${listed(owners.map(({ title }) => `“${line(title)}”`))}.`
      : near === undefined
        ? ''
        : ` Did you mean \`--${near}\`?`;
  const left = value === '' ? '' : ` ${name(value)} was left out.`;
  return `“${line(kind.title)}” has no option \`--${line(option)}\`.${meant}${left}`;
}

/** Reads what was typed for one field. */
export async function answer(
  field: Field,
  written: string,
  { input, now, lookUp }: { readonly input: FormInput; readonly now: Date; readonly lookUp: LookUp },
): Promise<Answer> {
  const typed = unquoted(written);
  if (field.type === 'toggle') return taken(!['no', 'false', 'off'].includes(typed.toLowerCase()));
  if (typed === '') return problem(`\`--${optionOf(field.id)}\` needs a value.`);
  if (isBlank(written)) return problem(`${name(typed)} is a blank to fill in.`);
  switch (field.type) {
    case 'text':
      return typed.length > field.maxLength
        ? problem(
            `At most ${field.maxLength} characters; this has ${typed.length}.`,
            typed.slice(0, field.maxLength),
          )
        : taken(typed);
    case 'integer': {
      const number = Number(typed);
      const fits = Number.isInteger(number) && number >= field.min && number <= field.max;
      return fits ? taken(number) : problem(`Write a number from ${field.min} to ${field.max}.`);
    }
    case 'instant': {
      const at = readInstantOrAge(typed, now);
      if (at !== undefined) return { ...taken(at.toISOString()), note: `${name(typed)} as ${utc(at)}` };
      const text = lacksZone(typed)
        ? noZone(typed)
        : `${name(typed)} is not a point in time. Write \`2026-11-20T14:02:37Z\`, or an age such as \`10m\`.`;
      return problem(text, typed);
    }
    case 'backup':
      return backupOf(typed, (search) => lookUp(field, input, search), now);
    case 'choices':
      return severalOf(field, namesIn(written), (search) => lookUp(field, input, search));
    case 'choice':
      if (field.options !== undefined) return oneOf(typed, field.options);
      return named(typed, (search) => lookUp(field, input, search));
    case 'source':
    case 'target':
      return named(typed, (search) => lookUp(field, input, search));
  }
}

/** A vendor finds names that contain what was typed; a label as shown finds nothing, so then all are read. */
async function named(typed: string, search: (words: string) => Promise<readonly Choice[]>): Promise<Answer> {
  const found = await search(typed);
  const among = oneOf(typed, found);
  return among.type === 'taken' ? among : oneOf(typed, await search(''));
}

function oneOf(typed: string, choices: readonly Choice[]): Answer {
  const found = findName(typed, choices.map(namedChoice));
  if (found.type === 'none') return problem(unlisted(typed, choices.map(bareLabel)));
  const { value } = found.item;
  const answered = { ...taken(value), known: [found.item] };
  return found.type === 'exact' ? answered : { ...answered, note: `${name(typed)} as ${name(found.shown)}` };
}

async function severalOf(
  field: Extract<Field, { type: 'choices' }>,
  wanted: readonly string[],
  search: (words: string) => Promise<readonly Choice[]>,
): Promise<Answer> {
  // Never the first of them: what is left out would not be restored.
  if (wanted.length > limits.options) {
    return problem(
      `A form holds ${limits.options} names, and these are ${wanted.length}. Ask for them in several requests.`,
    );
  }
  const chosen: Choice[] = [];
  for (const each of wanted) {
    const found = await search(each);
    const match = findName(each, found.map(namedChoice));
    const meant = match.type === 'exact' ? match.item : found.find(({ value }) => completes(each, value));
    if (meant !== undefined) chosen.push(meant);
    else if (field.custom) chosen.push({ value: each, label: each });
    else return problem(unlisted(each, (await search('')).map(bareLabel)));
  }
  if (chosen.length === 0) return problem(`\`--${optionOf(field.id)}\` needs at least one name.`);
  const others = chosen.flatMap(({ value }, at) => (value === wanted[at] ? [] : [[wanted[at] ?? '', value]]));
  return {
    type: 'taken',
    value: chosen.map(({ value }) => value),
    known: chosen,
    ...(others.length === 0
      ? {}
      : { note: others.map(([one = '', other = '']) => `${name(one)} as ${name(other)}`).join(', ') }),
  };
}

/** Whether a vendor has put in the part that was left out: `orders.items` → `orders.public.items`. */
function completes(typed: string, value: string): boolean {
  const [first, ...rest] = typed.split('.');
  return rest.length > 0 && value.startsWith(`${first}.`) && value.endsWith(`.${rest.at(-1)}`);
}

async function backupOf(
  typed: string,
  search: (words: string) => Promise<readonly Choice[]>,
  now: Date,
): Promise<Answer> {
  const words = typed.toLowerCase();
  const choices = await search('');
  const [first] = choices;
  if (first === undefined) return problem('The list is empty: there is no backup to choose.');
  if (['latest', 'newest'].includes(words)) {
    const latest = choices.find(({ value }) => value === 'latest') ?? first;
    return { ...taken(latest.value), known: [latest] };
  }
  const before = readInstantOrAge(typed, now);
  if (before === undefined) {
    const named = oneOf(typed, choices);
    return named.type === 'taken'
      ? named
      : lacksZone(typed)
        ? problem(noZone(typed))
        : problem(
            `No backup is called ${name(typed)}. Write \`latest\`, an age such as \`2h\`, or a time such as \`2026-11-20T14:00Z\`.`,
          );
  }
  // An age is no minute that a menu shows: a later backup may hold the damage already.
  const isMinute = readAge(typed, now) === undefined;
  const meant = (all: readonly Choice[]) =>
    (isMinute ? takenInMinute(all, before) : undefined) ?? newestBefore(all, before);
  // A list ends after a hundred; older ones are found by their day.
  const found =
    meant(choices) ?? meant(await search(dayOf(before))) ?? meant(await search(dayOf(before, -dayMs)));
  if (found === undefined) return problem(`No backup in the list is from ${utc(before)} or before.`);
  return {
    ...taken(found.value),
    known: [found],
    note: `${name(typed)} as the newest backup at or before ${utc(before)}: ${line(found.label)}`,
  };
}

function dayOf(instant: Date, offMs = 0): string {
  return after(instant, offMs).toISOString().slice(0, 10);
}

/** Without its zone a moment would be another one for each reader. */
export function noZone(typed: string): string {
  return `${name(typed)} has no time zone. End it with \`Z\` for UTC, or with an offset such as \`+01:00\`.`;
}

function taken(value: FieldValue): Extract<Answer, { type: 'taken' }> {
  return { type: 'taken', value, known: [] };
}

function problem(text: string, typed?: string): Answer {
  return { type: 'problem', text, ...defined({ typed }) };
}
