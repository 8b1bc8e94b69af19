import { severalMeant } from '../ui/request-name.ts';
import type { CommandCall } from './calls.ts';
import type { ListenerDeps } from './deps.ts';
import { tell } from './tell.ts';

/**
 * The id of the request that somebody means by what they typed; what nobody knows is given back as it is, to be refused
 * where it is looked up. `undefined`: several match, and the person has been told which.
 */
export async function meantBy(
  deps: ListenerDeps,
  call: CommandCall,
  typed: string,
): Promise<string | undefined> {
  const ids = await deps.service.meant(typed);
  const [first = typed, ...others] = ids;
  if (others.length === 0) return first;
  await tell(deps, call, severalMeant(typed, ids));
  return undefined;
}
