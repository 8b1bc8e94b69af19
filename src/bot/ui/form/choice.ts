import type { Option, PlainTextOption } from '@slack/types';
import type { Choice } from '#core/provider.ts';
import { plainText } from '../blocks.ts';
import { plain } from '../escape.ts';
import { limits } from '../limits.ts';

/** The value of an entry that is there to be read, not chosen. */
export const noChoice = 'restorebot.no-choice';

export function choiceOption({ value, label, description }: Choice): PlainTextOption {
  return {
    text: plainText(plain(label), limits.optionText),
    value,
    ...(description === undefined
      ? {}
      : { description: plainText(plain(description), limits.optionDescription) }),
  };
}

/** What an external select shows; values that Slack could not carry are left out, and the rest is counted. */
export function choiceOptions(choices: readonly Choice[]): readonly Option[] {
  const usable = choices.filter(({ value }) => value !== '' && value.length <= limits.optionValue);
  if (usable.length === 0) return [messageOption('Nothing found; type something else')];
  if (usable.length <= limits.options) return usable.map(choiceOption);
  const shown = limits.options - 1;
  return [
    ...usable.slice(0, shown).map(choiceOption),
    messageOption(`${usable.length - shown} more; type to narrow it down`),
  ];
}

/** A menu's only entry when there is nothing to choose: says why. An empty menu would say "no results". */
export function messageOption(text: string): Option {
  const [head, rest] = [text.slice(0, limits.optionText), text.slice(limits.optionText)];
  return {
    text: plainText(rest === '' ? head : text, limits.optionText),
    value: noChoice,
    ...(rest === '' ? {} : { description: plainText(`…${rest}`, limits.optionDescription) }),
  };
}
