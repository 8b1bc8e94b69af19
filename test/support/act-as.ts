import type { PersonCommand, PersonCommandType } from '#core/person-command.ts';
import type { ByPerson, RestoreService } from '#service/api.ts';
import type { Outcome } from '#service/outcome.ts';

type Said<Type extends PersonCommandType> = Omit<Extract<PersonCommand, { type: Type }>, 'type'>;

/** What a person does with a request: who, as which command, and what they say, in one object. */
export function actAs<Type extends PersonCommandType>(
  service: Pick<RestoreService, 'act'>,
  type: Type,
  { requestId, by, commandId, ...said }: ByPerson & Said<Type>,
): Promise<Outcome> {
  const command = { type, ...said } as PersonCommand;
  return service.act({ actor: { type: 'person', userId: by }, commandId }, requestId, command);
}
