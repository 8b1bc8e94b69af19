import { mostChoices, type Choice } from '#core/provider.ts';

/** What of these the form can offer, best first as given. */
export function offered(choices: readonly Choice[]): readonly Choice[] {
  return choices.slice(0, mostChoices);
}
