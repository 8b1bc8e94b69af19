import { openTags } from '#core/restore-request.ts';
import { renderStatus, renderStatusList } from '../../ui/status.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { meantBy } from '../find-request.ts';
import { refuse } from '../refuse.ts';
import { tell } from '../tell.ts';

/**
 * The open requests, or one in any state; only the person who asks sees the answer. It has the card’s buttons, because
 * the card itself may be lost.
 */
export async function status(
  deps: ListenerDeps,
  call: CommandCall,
  typed: string | undefined,
): Promise<void> {
  const { service } = deps;
  if (typed === undefined) {
    const [listed, paused] = await Promise.all([
      service.list({ states: openTags, limit: 50 }),
      service.paused(),
    ]);
    return tell(deps, call, renderStatusList(listed, paused));
  }
  const requestId = await meantBy(deps, call, typed);
  if (requestId === undefined) return;
  const loaded = await service.load(requestId);
  if (loaded.type === 'refused') {
    return tell(deps, call, await refuse(deps, { ...call, command: 'status' }, loaded.refusal, requestId));
  }
  const { stored } = loaded;
  const options = { now: stored.now, ...service.cardFacts(stored) };
  const { text, blocks } = renderStatus(stored, options, call.user);
  return tell(deps, call, { text, blocks: deps.stamp.markButtons(blocks, call.user) });
}
