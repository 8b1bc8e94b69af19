import type { Option, PlainTextOption } from '@slack/types';
import type { Choice } from '#core/provider.ts';
import { plainText } from '../blocks.ts';
import { plain } from '../escape.ts';
import { clipMiddle, limits, tellApart } from '../limits.ts';
import { carried } from './long-value.ts';

/** The value of an entry that is there to be read, not chosen. */
export const noChoice = 'restorebot.no-choice';

export function choiceOption(choice: Choice): PlainTextOption {
  return optionOf(choice, clipMiddle(plain(choice.label), limits.optionText));
}

function optionOf({ value, description }: Choice, text: string): PlainTextOption {
  return {
    text: plainText(text, limits.optionText),
    value: carried(value),
    ...(description === undefined
      ? {}
      : { description: plainText(plain(description), limits.optionDescription) }),
  };
}

/** A label that is cut goes on in the description, where the vendor gives none. */
function withRest(choice: Choice): Choice {
  const whole = plain(choice.label);
  if (whole.length <= limits.optionText || choice.description !== undefined) return choice;
  return { ...choice, description: `…${whole.slice(Math.floor(limits.optionText / 2) - 1)}` };
}

/** Entries of which no two look alike. */
function optionsOf(choices: readonly Choice[]): readonly PlainTextOption[] {
  const texts = tellApart(
    choices.map(({ label }) => plain(label)),
    limits.optionText,
  );
  return choices.map((choice, at) => optionOf(withRest(choice), texts[at] ?? choice.label));
}

/** What an external select shows; what does not fit is counted. */
export function choiceOptions(choices: readonly Choice[]): readonly Option[] {
  const usable = choices.filter(({ value }) => value !== '');
  if (usable.length === 0) return [messageOption('Nothing found; type something else')];
  if (usable.length <= limits.options) return optionsOf(usable);
  const shown = limits.options - 1;
  return [
    ...optionsOf(usable.slice(0, shown)),
    messageOption(`${usable.length - shown} more; type to narrow it down`),
  ];
}

/** An entry of a menu that is there to be read; for a text of one line. */
export function messageOption(text: string): Option {
  return { text: plainText(text, limits.optionText), value: noChoice };
}

/**
 * What a menu shows when there is nothing to choose: says why, whole, over as many entries as the text needs. An empty
 * menu would say "no results", and the end of an error is what a person can do about it.
 */
export function messageOptions(text: string): readonly Option[] {
  const lines = wrapped(text, limits.optionText, limits.options * 2);
  return lines.flatMap((head, at) => {
    if (at % 2 === 1) return [];
    const rest = lines[at + 1];
    return [
      {
        text: plainText(head, limits.optionText),
        // Slack wants the values of a menu to differ.
        value: at === 0 ? noChoice : `${noChoice}.${at / 2 + 1}`,
        ...(rest === undefined ? {} : { description: plainText(rest, limits.optionDescription) }),
      },
    ];
  });
}

/** Whether this is the value of an entry that was there to be read. */
export function isNoChoice(value: string): boolean {
  return value === noChoice || value.startsWith(`${noChoice}.`);
}

/** The text in lines of at most `width`, broken between words where that is possible. */
function wrapped(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lines.length < most) {
    const space = rest.length > width ? rest.lastIndexOf(' ', width) : -1;
    const line = rest.length <= width ? rest : clipped(rest, space > 0 ? space : width);
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return lines;
}

/** Cut at `end`, never inside a surrogate pair. */
function clipped(text: string, end: number): string {
  const cut = text.slice(0, end);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
