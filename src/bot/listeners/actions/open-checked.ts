import type { ModalView } from '@slack/types';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { type CheckedFacts, renderKnown } from '../../ui/checked-form.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { fill } from '../wrap.ts';
import type { CardCall } from './card.ts';

const vendorMs = 20_000;

interface CheckedForm {
  readonly title: string;
  /** What would be refused anyway is said before anybody reads a form; the submission is decided on its own. */
  readonly whyNot: (
    deps: ListenerDeps,
    request: RestoreRequest,
    user: string,
  ) => Promise<ServiceRefusal | undefined>;
  readonly render: (facts: CheckedFacts) => ModalView;
}

/** Opens at once, shows what the record says, then what the vendor says now; only that can be submitted. */
export async function openChecked(deps: ListenerDeps, call: CardCall, form: CheckedForm): Promise<void> {
  const { service, slack } = deps;
  const { title } = form;
  const { requestId, agreement } = call.ref;
  const opened = await slack.openView(call.triggerId, notice(title, 'Reading the request…', { requestId }));
  const no = async (refusal: ServiceRefusal) => notice(title, await refuse(deps, call, refusal, requestId));
  let open = false;
  const known = await fill(deps, call, opened, async () => {
    const loaded = await service.load(requestId);
    if (loaded.type === 'refused') return no(loaded.refusal);
    const { stored } = loaded;
    const refused = await form.whyNot(deps, stored.request, call.user);
    if (refused !== undefined) return no(refused);
    open = true;
    return renderKnown(title, stored.request, kindOf(deps, stored.request), stored.now);
  });
  if (known === undefined || !open) return;
  await fill(deps, call, known, async () => {
    const recheck = await service.recheck(requestId, AbortSignal.timeout(vendorMs));
    if (recheck === undefined) return no({ code: 'no-such-request', requestId });
    const { request } = recheck.stored;
    const refused = await form.whyNot(deps, request, call.user);
    if (refused !== undefined) return no(refused);
    return form.render({ recheck, kind: kindOf(deps, request), clicked: agreement });
  });
}

/** The kind of restore of a request, where this version knows it. */
export function kindOf({ service }: ListenerDeps, { plan }: RestoreRequest) {
  return service.kind(plan.plan.connection, plan.plan.kind);
}
