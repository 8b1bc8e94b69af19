import type { Choice } from '#core/provider.ts';

/** A select of Slack shows this many. */
export const mostChoices = 100;

/** An option's value has at most this many characters at Slack; a longer id could not come back. */
const longestValue = 150;

/** What of these a select can offer, best first as given. */
export function offered(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter(({ value }) => value.length <= longestValue).slice(0, mostChoices);
}
