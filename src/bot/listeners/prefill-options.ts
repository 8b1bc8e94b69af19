import { fieldOfOption, optionOf, optionsOf } from '#core/field-options.ts';
import { readInstantOrAge } from '#core/instant.ts';
import { nearest } from '#core/nearest.ts';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { utc } from '../ui/date.ts';
import { line, name } from '../ui/escape.ts';
import { limits } from '../ui/limits.ts';
import { listed } from '../ui/people.ts';
import { newestBefore, takenInMinute } from './backup-by-time.ts';
import { bareLabel, findName, namedChoice, unknownName } from './find-name.ts';
import type { TypedOption } from './typed-words.ts';

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
  | { readonly type: 'problem'; readonly text: string };

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
  typed: string,
  { input, now, lookUp }: { readonly input: FormInput; readonly now: Date; readonly lookUp: LookUp },
): Promise<Answer> {
  switch (field.type) {
    case 'toggle':
      return taken(!['no', 'false', 'off'].includes(typed.toLowerCase()));
    case 'text':
      return typed === ''
        ? problem(`\`--${optionOf(field.id)}\` needs a value.`)
        : typed.length > field.maxLength
          ? problem(`At most ${field.maxLength} characters; this has ${typed.length}.`)
          : taken(typed);
    case 'integer': {
      const number = Number(typed);
      const fits = typed !== '' && Number.isInteger(number) && number >= field.min && number <= field.max;
      return fits ? taken(number) : problem(`Write a number from ${field.min} to ${field.max}.`);
    }
    case 'instant': {
      const at = readInstantOrAge(typed, now);
      if (at === undefined) {
        return problem(
          `${name(typed)} is not a point in time. Write \`2026-11-20T14:02:37Z\`, or an age such as \`10m\`.`,
        );
      }
      return { ...taken(at.toISOString()), note: `${line(field.label)}: ${utc(at)}` };
    }
    case 'backup':
      return backupOf(field, typed, await lookUp(field, input, ''), now);
    case 'choices':
      return severalOf(field, typed, (search) => lookUp(field, input, search));
    case 'choice':
      if (field.options !== undefined) return oneOf(field, typed, field.options);
      return named(field, typed, (search) => lookUp(field, input, search));
    case 'source':
    case 'target':
      return named(field, typed, (search) => lookUp(field, input, search));
  }
}

/** A vendor finds names that contain what was typed; a label as shown finds nothing, so then all are read. */
async function named(
  field: Field,
  typed: string,
  search: (words: string) => Promise<readonly Choice[]>,
): Promise<Answer> {
  const found = await search(typed);
  const among = oneOf(field, typed, found);
  return among.type === 'taken' || typed === '' ? among : oneOf(field, typed, await search(''));
}

function oneOf(field: Field, typed: string, choices: readonly Choice[]): Answer {
  const found = findName(typed, choices.map(namedChoice));
  if (found.type === 'none')
    return problem(unknownName(line(field.label).toLowerCase(), typed, choices.map(bareLabel)));
  const { value } = found.item;
  const answered = { ...taken(value), known: [found.item] };
  return found.type === 'exact' ? answered : { ...answered, note: `${name(typed)} as ${name(found.shown)}` };
}

async function severalOf(
  field: Extract<Field, { type: 'choices' }>,
  typed: string,
  search: (words: string) => Promise<readonly Choice[]>,
): Promise<Answer> {
  const wanted = typed.split(/\s*,\s*|\s+/u).filter((each) => each !== '');
  // Never the first of them: what is left out would not be restored.
  if (wanted.length > limits.options) {
    return problem(
      `A form holds ${limits.options} names, and these are ${wanted.length}. Ask for them in several requests.`,
    );
  }
  const chosen: Choice[] = [];
  for (const each of wanted) {
    const found = await search(each);
    const [only, ...more] = found;
    // A vendor may complete what is typed: `orders.items` → `orders.public.items`.
    const match = findName(each, found.map(namedChoice));
    if (match.type === 'exact') chosen.push(match.item);
    else if (field.custom && only !== undefined && more.length === 0 && only.value.endsWith(lastPart(each)))
      chosen.push(only);
    else if (field.custom) chosen.push({ value: each, label: each });
    else
      return problem(unknownName(line(field.label).toLowerCase(), each, (await search('')).map(bareLabel)));
  }
  if (chosen.length === 0) return problem(`\`--${optionOf(field.id)}\` needs at least one name.`);
  return { type: 'taken', value: chosen.map(({ value }) => value), known: chosen };
}

function lastPart(path: string): string {
  return path.split('.').at(-1) ?? path;
}

function backupOf(field: Field, typed: string, choices: readonly Choice[], now: Date): Answer {
  const words = typed.toLowerCase();
  const [first] = choices;
  if (['latest', 'newest'].includes(words)) {
    const latest = choices.find(({ value }) => value === 'latest') ?? first;
    return latest === undefined
      ? problem('There is no backup to choose.')
      : { ...taken(latest.value), known: [latest] };
  }
  const before = readInstantOrAge(typed, now);
  if (before === undefined) {
    const named = oneOf(field, typed, choices);
    return named.type === 'taken'
      ? named
      : problem(
          `No backup is called ${name(typed)}. Write \`latest\`, an age such as \`2h\`, or a time such as \`2026-11-20T14:00Z\`.`,
        );
  }
  const found = takenInMinute(choices, typed) ?? newestBefore(choices, before);
  if (found === undefined) return problem(`No backup in the list is from ${utc(before)} or before.`);
  return {
    ...taken(found.value),
    known: [found],
    note: `${name(typed)} as the newest backup at or before ${utc(before)}: ${line(found.label)}`,
  };
}

function taken(value: FieldValue): Extract<Answer, { type: 'taken' }> {
  return { type: 'taken', value, known: [] };
}

function problem(text: string): Answer {
  return { type: 'problem', text };
}
