import type { Draft } from '#core/draft.ts';
import { databaseAnswered } from '#core/estimate.ts';
import type { FormOf } from '../ui/form/fields.ts';
import { isPastOf } from '../ui/form/form.ts';
import type { ListenerDeps } from './deps.ts';

/** The draft with what the history says of the database that it names; no vendor is asked, so nobody waits. */
export async function withPast(
  { service }: ListenerDeps,
  draft: Draft,
  form: FormOf | undefined,
): Promise<Draft> {
  if (form === undefined || (draft.past !== undefined && isPastOf(draft.past, form, draft))) return draft;
  const { connection, kind } = form;
  const database = databaseAnswered(kind, draft.input)?.database;
  if (database === undefined) return draft;
  return { ...draft, past: await service.past({ connection, kind: kind.id, database }) };
}
