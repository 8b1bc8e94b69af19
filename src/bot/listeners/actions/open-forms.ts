import { candidatesOf, renderAdopt } from '../../ui/adopt-form.ts';
import { renderClose, renderDenial } from '../../ui/reason-form.ts';
import { refusalText } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { fill } from '../wrap.ts';
import type { CardCall } from './card.ts';

export async function openDenial({ slack }: ListenerDeps, call: CardCall): Promise<void> {
  await slack.openView(call.triggerId, renderDenial(call.ref.requestId));
}

export async function openClose({ slack }: ListenerDeps, call: CardCall): Promise<void> {
  await slack.openView(call.triggerId, renderClose(call.ref.requestId));
}

export async function openAdopt(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { requestId } = call.ref;
  const opened = await deps.slack.openView(
    call.triggerId,
    notice('Follow a restore', 'Reading the request…'),
  );
  await fill(deps, call, opened, async () => {
    const stored = await deps.service.load(requestId);
    if (stored === undefined) {
      return notice('Follow a restore', refusalText({ code: 'no-such-request', requestId }));
    }
    const { state } = stored.request;
    if (state.tag !== 'unknown') {
      return notice('Follow a restore', refusalText({ code: 'not-in-state', state: state.tag }));
    }
    return renderAdopt(requestId, candidatesOf(state));
  });
}
