import type { ServiceRefusal } from '#service/outcome.ts';
import { candidatesOf, renderAdopt } from '../../ui/adopt-form.ts';
import { renderClose, renderDenial } from '../../ui/reason-form.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { refuse } from '../refuse.ts';
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
  const no = async (refusal: ServiceRefusal) =>
    notice('Follow a restore', await refuse(deps, call, refusal, requestId));
  await fill(deps, call, opened, async () => {
    const loaded = await deps.service.load(requestId);
    if (loaded.type === 'refused') return no(loaded.refusal);
    const { stored } = loaded;
    const { state } = stored.request;
    if (state.tag !== 'unknown') {
      return no({ code: 'not-in-state', state: state.tag });
    }
    return renderAdopt(requestId, candidatesOf(state));
  });
}
