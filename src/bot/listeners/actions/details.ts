import { detailsTitle, renderDetails } from '../../ui/details.ts';
import { notice } from '../../ui/modal.ts';
import { fill } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { kindOf, refuse } from '../refuse.ts';
import type { CardCall } from './card.ts';

/** All that a card leaves out, for everybody who sees it; nothing can be decided here. */
export async function showDetails(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { requestId } = call.ref;
  const opened = await deps.slack.openView(call.triggerId, notice(detailsTitle, 'Reading the request…'));
  await fill(deps, call, opened, async () => {
    const loaded = await deps.service.load(requestId);
    if (loaded.type === 'refused') {
      return notice(detailsTitle, await refuse(deps, call, loaded.refusal, requestId));
    }
    const { stored } = loaded;
    return renderDetails(stored, kindOf(deps, stored.request));
  });
}
