import { noteOf } from '#service/audit/refusals.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { refusalText } from '../ui/refusals.ts';
import type { ListenerDeps } from './deps.ts';

/** Who did what, as every call knows. */
export interface Who {
  readonly user: string;
  /** As the audit calls it. */
  readonly command: string;
}

/** The sentence for what is refused before it comes to the service, once it is in the audit. */
export async function refuse(
  { refusals }: Pick<ListenerDeps, 'refusals'>,
  { user, command }: Who,
  refusal: ServiceRefusal,
  requestId?: string,
): Promise<string> {
  const about = requestId === undefined ? {} : { requestId };
  await refusals.note({ by: user, command, ...about, ...noteOf(refusal) });
  return refusalText(refusal);
}
