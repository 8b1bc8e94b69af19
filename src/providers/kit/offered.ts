import type { Choice } from '#core/provider.ts';

/** A select of Slack shows this many. */
export const mostChoices = 100;

/** What of these a select can offer, best first as given. */
export function offered(choices: readonly Choice[]): readonly Choice[] {
  return choices.slice(0, mostChoices);
}
