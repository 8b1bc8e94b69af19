import type { Draft } from '#core/draft.ts';
import type { Field, FormInput } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import type { ElementState } from './element-state.ts';
import { asksAfterSource, blockIdOf, chosenNow, type FormOf, labelsOf, readFields } from './fields.ts';

interface Switch {
  /** Where the state is from; `undefined`: no kind was chosen there. */
  readonly before: FormOf | undefined;
  /** `undefined`: the kind is not chosen yet. */
  readonly form: FormOf | undefined;
  readonly state: ReadonlyMap<string, ElementState>;
}

/**
 * The answers of a draft whose connection or kind was changed: those to what both kinds ask, then those that were given
 * in this form before, as far as they still fit. What the new form does not ask is put aside.
 */
export function switched(
  { labels = {}, aside = {} }: Draft,
  { before, form, state }: Switch,
): Required<Pick<Draft, 'input' | 'labels' | 'aside'>> {
  const answered = before === undefined ? {} : readFields(before, state);
  const named = before === undefined ? labels : labelsOf({ ...labels, ...chosenNow(before, state) });
  const kept =
    before === undefined ? aside : { ...aside, [keyOf(before)]: { input: answered, labels: named } };
  if (form === undefined) return { input: {}, labels: {}, aside: kept };
  const isElsewhere = before !== undefined && before.connection !== form.connection;
  const shared = before === undefined || isElsewhere ? {} : sharedAnswers(before, form, answered);
  const { input: earlier, labels: earlierNames } = kept[keyOf(form)] ?? { input: {}, labels: {} };
  const input: Record<string, FieldValue> = {};
  const recalled: typeof labels = {};
  for (const field of form.kind.fields) {
    const { id } = field;
    const fits = blockIdOf(form, field, earlier) === blockIdOf(form, field, input);
    const value = shared[id] ?? (fits ? earlier[id] : undefined);
    if (value === undefined) continue;
    input[id] = value;
    const names = shared[id] === undefined ? earlierNames[id] : undefined;
    if (names !== undefined) recalled[id] = names;
  }
  return { input, labels: { ...(isElsewhere ? {} : named), ...recalled }, aside: kept };
}

function keyOf({ connection, kind }: FormOf): string {
  return `${connection} ${kind.id}`;
}

/** The answers to what both kinds ask, but those that were chosen from a list of the former one. */
function sharedAnswers(before: FormOf, { kind }: FormOf, answers: FormInput): FormInput {
  const isShared = (field: Field) =>
    before.kind.fields.some(({ id, type }) => id === field.id && type === field.type) &&
    (field.type === 'backup' || !asksAfterSource(field));
  return Object.fromEntries(
    kind.fields.filter(isShared).flatMap(({ id }) => {
      const value = answers[id];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}
