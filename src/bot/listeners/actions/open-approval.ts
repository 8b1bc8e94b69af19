import { ownPart } from '#core/approval.ts';
import { endedBy, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { deciderEntitlement } from '#service/entitlement.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import { approvalTitle, renderApproval } from '../../ui/approval-form.ts';
import type { ListenerDeps } from '../deps.ts';
import type { CardCall } from './card.ts';
import { openChecked } from './open-checked.ts';

export async function openApproval(deps: ListenerDeps, call: CardCall): Promise<void> {
  await openChecked(deps, call, { title: approvalTitle, whyNot, render: renderApproval });
}

async function whyNot(
  { directory }: ListenerDeps,
  request: RestoreRequest,
  user: string,
): Promise<ServiceRefusal | undefined> {
  const { state } = request;
  const closed = whyNotPending(request);
  if (closed !== undefined) return closed;
  if (state.tag === 'pending-approval' && state.closed !== undefined) {
    return { code: 'not-open', ...state.closed };
  }
  const own = ownPart(request, user);
  if (own !== undefined) return { code: own };
  if ('votes' in state && state.votes.some(({ by }) => by === user)) {
    return { code: 'already-voted' };
  }
  if (directory === undefined) return undefined;
  const may = await deciderEntitlement(directory, user, request);
  return may.type === 'entitled' ? undefined : { code: 'not-entitled', because: may.because };
}

/** Why nobody can agree to it any more. */
export function whyNotPending({ state }: RestoreRequest): ServiceRefusal | undefined {
  if (hasEnded(state)) return { code: 'ended', state: state.tag, ...endedBy(state) };
  return state.tag === 'pending-approval' ? undefined : { code: 'not-in-state', state: state.tag };
}
