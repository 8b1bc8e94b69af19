import type { Option, PlainTextOption } from '@slack/types';
import type { Choice, Field, FormInput, RestoreKind } from '#core/provider.ts';
import { plainText } from '../blocks.ts';
import { bold, line, plainWhole } from '../escape.ts';
import { clipMiddle, limits, tellApart } from '../limits.ts';
import { carried } from './long-value.ts';

const noChoice = 'restorebot.no-choice';

export function choiceOption(choice: Choice): PlainTextOption {
  return optionOf(choice, clipMiddle(plainWhole(choice.label), limits.optionText));
}

function optionOf({ value, description }: Choice, text: string): PlainTextOption {
  return {
    text: plainText(text, limits.optionText),
    value: carried(value),
    ...(description === undefined
      ? {}
      : { description: plainText(plainWhole(description), limits.optionDescription) }),
  };
}

/** A label that is cut goes on in the description, where the vendor gives none. */
function withRest(choice: Choice): Choice {
  const whole = plainWhole(choice.label);
  if (whole.length <= limits.optionText || choice.description !== undefined) return choice;
  return { ...choice, description: `…${whole.slice(Math.floor(limits.optionText / 2) - 1)}` };
}

/** Entries of which no two look alike. */
function optionsOf(choices: readonly Choice[]): readonly PlainTextOption[] {
  const texts = tellApart(
    choices.map(({ label }) => plainWhole(label)),
    limits.optionText,
  );
  return choices.map((choice, at) => optionOf(withRest(choice), texts[at] ?? choice.label));
}

/** `12:00 UTC, 41 GB` of `12:00 UTC, 28 min ago, 41 GB, newest`: what stays true of a backup that was looked up earlier. */
export function withoutAge(label: string): string {
  return label.replace(/( UTC), (?:just now|in \d+ \w+|\d+ \w+ ago)/u, '$1').replace(/, newest\b/u, '');
}

/** What an external select shows: as many as Slack takes; the person who types finds the others. */
export function choiceOptions(choices: readonly Choice[]): readonly Option[] {
  return optionsOf(choices.filter(({ value }) => value !== '').slice(0, limits.options));
}

/** The newest backup once: "latest" is that one, with all that is said of it. */
export function shownOnce(choices: readonly Choice[]): readonly Choice[] {
  const latest = choices.find(({ value }) => value === 'latest');
  const same = choices.find(
    ({ value, at }) => value !== 'latest' && at !== undefined && at.getTime() === latest?.at?.getTime(),
  );
  if (latest === undefined || same === undefined) return choices;
  const { description = same.description } = latest;
  return choices
    .filter((choice) => choice !== same)
    .map((choice) => (choice === latest && description !== undefined ? { ...latest, description } : choice));
}

/** Why a menu that was opened has nothing to choose; mrkdwn. */
export function emptyText(field: Field, kind: RestoreKind, input: FormInput): string {
  const before = choosesFirst(field, kind, input);
  if (before !== undefined) return before;
  if (field.type === 'choices' && field.custom) return 'Nothing is listed. Type a name.';
  const vendor = line(kind.vendor ?? 'The vendor');
  return `${vendor} lists nothing to choose here${field.type === 'source' ? '' : ' for the answers above'}.`;
}

/** That a field's list depends on a source, where that is not chosen; mrkdwn. */
export function choosesFirst(field: Field, kind: RestoreKind, input: FormInput): string | undefined {
  const before = kind.fields
    .slice(0, kind.fields.indexOf(field))
    .find(({ id, type, required }) => type === 'source' && required && input[id] === undefined);
  return before === undefined ? undefined : `Choose ${bold(before.label)} first.`;
}

/** Whether this is the value of an entry that was there to be read, in a form of an older version. */
export function isNoChoice(value: string): boolean {
  return value === noChoice || value.startsWith(`${noChoice}.`);
}
