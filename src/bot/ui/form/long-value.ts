import { createHash } from 'node:crypto';
import type { FormInput } from '#core/provider.ts';
import { limits } from '../limits.ts';
import type { ElementState } from './element-state.ts';

/*
 * The value of a menu's entry has 150 characters at Slack, and names at vendors have more. What is longer travels as a
 * token; so does what begins or ends with white space, which Slack is not known to keep. The store keeps what each token
 * of a form means.
 */

const prefix = 'restorebot.long.';

/** What Slack carries for a value: the value, or its token. */
export function carried(value: string): string {
  return isCarriable(value) ? value : tokenOf(value);
}

function isCarriable(value: string): boolean {
  return value.length <= limits.optionValue && !value.startsWith(prefix) && value === value.trim();
}

function tokenOf(value: string): string {
  return `${prefix}${createHash('sha256').update(value).digest('hex').slice(0, 32)}`;
}

/** Those of the values that need a token. */
export function longAmong(values: readonly string[]): readonly string[] {
  return values.filter((value) => !isCarriable(value));
}

/** Whether a token came back from a form. */
export function hasTokens(state: ReadonlyMap<string, ElementState>): boolean {
  return [...state.values()].some((each) => chosenIn(each).some(({ value }) => value.startsWith(prefix)));
}

/** The state with values for tokens. One that nobody knows any more counts as not chosen. */
export function withValues(
  state: ReadonlyMap<string, ElementState>,
  values: readonly string[],
): ReadonlyMap<string, ElementState> {
  const known = new Map(values.map((value) => [tokenOf(value), value]));
  const meant = <Each extends { readonly value: string }>(each: Each): readonly Each[] => {
    if (!each.value.startsWith(prefix)) return [each];
    const value = known.get(each.value);
    return value === undefined ? [] : [{ ...each, value }];
  };
  return new Map(
    [...state].map(([blockId, each]) => {
      const { selected_option: one, selected_options: several } = each;
      return [
        blockId,
        {
          ...each,
          ...(one === undefined || one === null ? {} : { selected_option: meant(one)[0] }),
          ...(several === undefined || several === null ? {} : { selected_options: several.flatMap(meant) }),
        },
      ];
    }),
  );
}

/** Every text among a form's answers. */
export function textsIn(input: FormInput): readonly string[] {
  return Object.values(input)
    .flat()
    .filter((value) => typeof value === 'string');
}

function chosenIn({ selected_option: one, selected_options: several }: ElementState) {
  return [...(several ?? []), ...(one === undefined || one === null ? [] : [one])];
}
