import type { Draft } from '#core/draft.ts';
import type { Field } from '#core/provider.ts';
import type { FieldValue } from '#core/restore-plan.ts';
import { asksVendor, type FormOf, type KnownChoices } from '../ui/form/fields.ts';
import type { ListenerDeps } from './deps.ts';

/** How long to wait for labels that only make a value readable, milliseconds. */
const giveUpMs = 2_000;

/**
 * The words of what is chosen in a draft, for a form that is drawn again. What cannot be looked up is shown as its
 * value: nothing is decided by these words. `again`: which fields are looked up although the draft has their words.
 */
export async function knownChoices(
  { service, log }: ListenerDeps,
  draft: Draft,
  form: FormOf | undefined,
  again?: Field['type'],
): Promise<KnownChoices> {
  if (form === undefined) return {};
  const { connection, kind } = form;
  const signal = AbortSignal.timeout(giveUpMs);
  const kept = draft.labels ?? {};
  const chosen = kind.fields.filter(
    (field) =>
      asksVendor(field) &&
      draft.input[field.id] !== undefined &&
      (field.type === again || !isNamed(draft.input[field.id], kept[field.id])),
  );
  const found = await Promise.allSettled(
    chosen.map(async ({ id }) => {
      const query = { kind: kind.id, field: id, input: draft.input, search: '' };
      return [id, await service.choices(connection, query, signal)] as const;
    }),
  );
  const failed = found.filter(({ status }) => status === 'rejected').length;
  if (failed > 0) log.info({ connection, failed }, 'choice labels unavailable, values shown');
  const lookedUp = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  return { ...kept, ...Object.fromEntries(lookedUp.map(([id, all]) => [id, [...all, ...(kept[id] ?? [])]])) };
}

/** Whether the draft has a name for each chosen value. */
function isNamed(value: FieldValue | undefined, labels: readonly { readonly value: string }[] = []): boolean {
  const values = Array.isArray(value) ? value : [value];
  return values.every((each) => labels.some((label) => label.value === each));
}
