import { renderHelp } from '../../ui/help.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';
import type { CommandCall } from '../wrap.ts';

export async function help(deps: ListenerDeps, call: CommandCall): Promise<void> {
  await tell(deps, call, renderHelp(await deps.service.offers(call.user)));
}
