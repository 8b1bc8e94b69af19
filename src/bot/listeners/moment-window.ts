import type { Draft } from '#core/draft.ts';
import type { FormOf, KnownChoices } from '../ui/form/fields.ts';
import type { ListenerDeps } from './deps.ts';

/** How long to wait for a hint, milliseconds. */
const giveUpMs = 2_000;

/** The first and the last instant that can be restored, for each field that asks for one; what is not known is left out. */
export async function momentWindows(
  { service, log }: ListenerDeps,
  { input }: Pick<Draft, 'input'>,
  form: FormOf | undefined,
): Promise<KnownChoices> {
  if (form === undefined) return {};
  const { connection, kind } = form;
  const source = kind.fields.find(({ type }) => type === 'source');
  if (source !== undefined && input[source.id] === undefined) return {};
  const fields = kind.fields.filter(({ type }) => type === 'instant');
  const found = await Promise.all(
    fields.map(async ({ id }) => {
      const query = { kind: kind.id, field: id, input, search: '' };
      try {
        return [id, await service.choices(connection, query, AbortSignal.timeout(giveUpMs))] as const;
      } catch (error) {
        log.info({ connection, err: error }, 'restore window unknown');
        return [id, []] as const;
      }
    }),
  );
  return Object.fromEntries(found);
}
