import type { RestoreRequest } from '#core/restore-request.ts';
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

/** The kind of restore of a request, where this version knows it. */
export function kindOf({ service }: Pick<ListenerDeps, 'service'>, { plan }: RestoreRequest) {
  return service.kind(plan.plan.connection, plan.plan.kind);
}

/** The sentence for what the service refused about a request; it names the vendor where the record says which. */
export async function refusalAbout(
  deps: Pick<ListenerDeps, 'service'>,
  requestId: string,
  refusal: ServiceRefusal,
): Promise<string> {
  // No record, or one that proves nothing.
  if ('requestId' in refusal) return refusalText(refusal);
  const loaded = await deps.service.load(requestId);
  return refusalText(refusal, loaded.type === 'loaded' ? kindOf(deps, loaded.stored.request) : undefined);
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
