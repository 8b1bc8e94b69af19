import type { ModalView } from '@slack/types';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { deciderEntitlement } from '#service/entitlement.ts';
import { renderApproval, renderApprovalKnown, renderApprovalOpening } from '../../ui/approval-form.ts';
import { refusalText } from '../../ui/refusals.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { fill } from '../wrap.ts';
import type { CardCall } from './card.ts';

const vendorMs = 20_000;
const title = 'Approve this restore?';

/** Opens at once, shows what the record says, then what the vendor says now; only that can be approved. */
export async function openApproval(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { service, slack } = deps;
  const { requestId } = call.ref;
  const opened = await slack.openView(call.triggerId, renderApprovalOpening(requestId));
  let open = false;
  const known = await fill(deps, call, opened, async () => {
    const stored = await service.load(requestId);
    const refused = stored === undefined ? missing(requestId) : await whyNot(deps, stored.request, call.user);
    if (stored === undefined || refused !== undefined) return notice(title, refused ?? '');
    open = true;
    return renderApprovalKnown(stored.request, kindOf(deps, stored.request), stored.now);
  });
  if (known === undefined || !open) return;
  await fill(deps, call, known, () => fullForm(deps, call));
}

async function fullForm(deps: ListenerDeps, call: CardCall): Promise<ModalView> {
  const { requestId, agreement } = call.ref;
  const recheck = await deps.service.recheck(requestId, AbortSignal.timeout(vendorMs));
  if (recheck === undefined) return notice(title, missing(requestId));
  const { request } = recheck.stored;
  const refused = await whyNot(deps, request, call.user);
  if (refused !== undefined) return notice(title, refused);
  return renderApproval({ recheck, kind: kindOf(deps, request), clicked: agreement });
}

/** What would be refused anyway is said before anybody reads a form; the submission is decided on its own. */
async function whyNot(
  { directory }: ListenerDeps,
  request: RestoreRequest,
  user: string,
): Promise<string | undefined> {
  const { state, requester } = request;
  if (hasEnded(state)) return refusalText({ code: 'ended', state: state.tag });
  if (state.tag !== 'pending-approval') return refusalText({ code: 'not-in-state', state: state.tag });
  if (user === requester) return refusalText({ code: 'own-request' });
  if (state.votes.some(({ by }) => by === user)) return refusalText({ code: 'already-voted' });
  if (directory === undefined) return undefined;
  const may = await deciderEntitlement(directory, user, request);
  return may.type === 'entitled' ? undefined : refusalText({ code: 'not-entitled', because: may.because });
}

function missing(requestId: string): string {
  return refusalText({ code: 'no-such-request', requestId });
}

function kindOf({ service }: ListenerDeps, { plan }: RestoreRequest) {
  return service.kind(plan.plan.connection, plan.plan.kind);
}
