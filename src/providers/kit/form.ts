import type { FormInput, PlanResult } from '#core/provider.ts';
import type { FieldValue, RestorePlan } from '#core/restore-plan.ts';
import { quoted } from './words.ts';

/** The answers of a form, and what is wrong with them. */
export interface Form {
  /** One answer as trimmed text; empty where there is none. */
  text(field: string): string;
  /** One answer as a number, which a command line gives as text; `NaN` where it is none, `undefined`: there is no answer. */
  number(field: string): number | undefined;
  /** Several answers, without repeats; see `listOf`. */
  list(field: string): readonly string[];
  isOn(field: string): boolean;
  /** The answer, or the first of the words where there is none; another word is rejected. */
  oneOf(field: string, words: readonly [string, ...string[]]): string;
  /** Says why a field needs another answer, one sentence. Gives `undefined`: what was looked for is not there. */
  reject(field: string, sentence: string): undefined;
  /** The same where there is a sentence at all. */
  rejectIf(field: string, sentence: string | undefined): void;
  /** The plan, where there is one and nothing was rejected. */
  result(plan: RestorePlan | undefined): PlanResult;
}

export function readForm(input: FormInput): Form {
  const errors: Record<string, string> = {};
  const form: Form = {
    text: (field) => textOf(input[field]),
    number(field) {
      const value = input[field];
      if (typeof value === 'number') return value;
      return textOf(value) === '' ? undefined : Number(value);
    },
    list: (field) => listOf(input[field]),
    isOn: (field) => input[field] === true || input[field] === 'true',
    oneOf(field, words) {
      const text = form.text(field);
      if (text === '') return words[0];
      if (!words.includes(text)) {
        form.reject(field, `Choose one of ${quoted(words.filter((word) => word !== ''))}.`);
      }
      return text;
    },
    reject(field, sentence) {
      errors[field] = sentence;
      return undefined;
    },
    rejectIf(field, sentence) {
      if (sentence !== undefined) errors[field] = sentence;
    },
    result: (plan) =>
      plan === undefined || Object.keys(errors).length > 0
        ? { type: 'rejected', errors }
        : { type: 'planned', plan },
  };
  return form;
}

/** The one that it is true of; `undefined` where it is true of none, or of several. */
export function onlyOne<T>(items: readonly T[], isIt: (item: T) => boolean): T | undefined {
  const found = items.filter(isIt);
  return found.length === 1 ? found[0] : undefined;
}

/** By id, or by a name that only one of them has. */
export function byIdOrName<T extends { readonly id: string; readonly name: string }>(
  items: readonly T[],
  text: string,
): T | undefined {
  return items.find(({ id }) => id === text) ?? onlyOne(items, ({ name }) => name === text);
}

/** One answer as trimmed text; empty where there is none. */
export function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * Several answers, without repeats. A list was chosen, and is taken as it is: a name may end with a space. A text is
 * read as a list with commas.
 */
export function listOf(value: FieldValue | undefined): readonly string[] {
  const parts = Array.isArray(value)
    ? value
    : textOf(value)
        .split(',')
        .map((part) => part.trim());
  return [...new Set(parts.filter((part) => part.trim() !== ''))];
}

/** The id of the backup that a plan restores. Throws a `RangeError` where it names a point in time. */
export function backupId({ point }: RestorePlan): string {
  if (point.type !== 'backup') throw new RangeError('the plan names a point in time and no backup');
  return point.backupId;
}
