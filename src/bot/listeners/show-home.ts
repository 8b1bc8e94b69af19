import { ownPart } from '#core/approval.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { deciderEntitlement } from '#service/entitlement.ts';
import { renderHome } from '../ui/home.ts';
import type { ListenerDeps } from './deps.ts';

/** So many requests are read for one home tab. */
const most = 50;

/** Draws the home tab of one person as of now. Throws what Slack and the record throw. */
export async function showHome(deps: ListenerDeps, user: string): Promise<void> {
  const { service, slack, stamp, now } = deps;
  const [{ requests: pending }, { requests }, offers, paused] = await Promise.all([
    service.list({ states: ['pending-approval'], limit: most }),
    service.list({ limit: most }),
    service.offers(user),
    service.paused(),
  ]);
  const mayApprove = await Promise.all(pending.map((request) => isWaitingFor(deps, user, request)));
  const waiting = pending.filter((_, at) => mayApprove[at] === true);
  const view = renderHome({ user, waiting, requests, offers, paused, now: now() });
  await slack.publishHome(user, stamp.mark({ ...view, blocks: stamp.markButtons(view.blocks, user) }, user));
}

/** Whether this person can approve it now; who cannot be looked up is shown nothing to approve. */
async function isWaitingFor(
  { directory }: ListenerDeps,
  user: string,
  request: RestoreRequest,
): Promise<boolean> {
  const { state } = request;
  if (state.tag !== 'pending-approval' || state.closed !== undefined) return false;
  if (ownPart(request, user) !== undefined || state.votes.some(({ by }) => by === user)) return false;
  if (directory === undefined) return false;
  return (await deciderEntitlement(directory, user, request)).type === 'entitled';
}
