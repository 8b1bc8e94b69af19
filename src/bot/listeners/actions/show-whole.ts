import { notice } from '../../ui/view.ts';
import { tooLong, wholeBlocks } from '../../ui/whole-plan.ts';
import type { ListenerDeps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { fill } from '../wrap.ts';
import type { CardCall } from './card.ts';
import { kindOf } from './open-checked.ts';

const title = 'Everything that is sent';

/** All of a plan, for everybody who sees its card; nothing can be decided here. */
export async function showWhole(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { requestId } = call.ref;
  const opened = await deps.slack.openView(call.triggerId, notice(title, 'Reading the request…'));
  await fill(deps, call, opened, async () => {
    const loaded = await deps.service.load(requestId);
    if (loaded.type === 'refused') {
      return notice(title, await refuse(deps, call, loaded.refusal, requestId));
    }
    const { request } = loaded.stored;
    const shown = { plan: request.plan.plan, impact: request.impact, kind: kindOf(deps, request) };
    const blocks = wholeBlocks(shown);
    return blocks === 'too-long' ? notice(title, tooLong) : { ...notice(title, ''), blocks: [...blocks] };
  });
}
