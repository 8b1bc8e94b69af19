import { renderHelp } from '../../ui/help.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';
import type { CommandCall } from '../wrap.ts';

export async function help(deps: ListenerDeps, call: CommandCall): Promise<void> {
  const offers = await deps.service.offers(call.user);
  await tell(deps, call, renderHelp(offers.type === 'offers' ? offers.offers : []));
}
