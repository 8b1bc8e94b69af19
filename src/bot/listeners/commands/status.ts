import type { StateTag } from '#core/restore-request.ts';
import { renderStatus, renderStatusList } from '../../ui/status.ts';
import type { ListenerDeps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { tell } from '../tell.ts';
import type { CommandCall } from '../wrap.ts';

const open: readonly StateTag[] = [
  'pending-approval',
  'approved',
  'submitting',
  'restoring',
  'verifying',
  'unknown',
];

/** The open requests, or one in any state; only whoever asks sees the answer. */
export async function status(
  deps: ListenerDeps,
  call: CommandCall,
  requestId: string | undefined,
): Promise<void> {
  const { service } = deps;
  if (requestId === undefined) {
    const listed = await service.list({ states: open, limit: 50 });
    return tell(deps, call, renderStatusList(listed));
  }
  const loaded = await service.load(requestId);
  if (loaded.type === 'refused') {
    return tell(deps, call, await refuse(deps, { ...call, listener: 'status' }, loaded.refusal, requestId));
  }
  const { stored } = loaded;
  const { plan } = stored.request.plan;
  return tell(deps, call, renderStatus(stored, service.kind(plan.connection, plan.kind), call.user));
}
