import { ownPart } from '#core/approval.ts';
import { summaries } from '#core/history-summary.ts';
import { openTags, type RestoreRequest, stateTags } from '#core/restore-request.ts';
import { deciderEntitlement } from '#service/entitlement.ts';
import { readSlackError } from '../slack/slack-failure.ts';
import { renderHome } from '../ui/home.ts';
import type { ListenerDeps } from './deps.ts';

/** At most so many open requests are read for one home tab: more than a team ever has at once. */
const mostOpen = 200;
/** So many of those that have ended; the history has the others. */
const mostEnded = 20;
const endedTags = stateTags.filter((tag) => !openTags.includes(tag));

/** Draws the home tab of one person as of now. Throws what Slack and the record throw. */
export async function showHome(deps: ListenerDeps, user: string): Promise<void> {
  const { service, slack, stamp, now } = deps;
  const [{ requests: open }, { requests: ended }, offers, paused, health, past] = await Promise.all([
    service.list({ states: openTags, limit: mostOpen }),
    service.list({ states: endedTags, limit: mostEnded }),
    service.offers(user),
    service.paused(),
    deps.connectionHealth?.() ?? {},
    service.history(),
  ]);
  const mayApprove = await Promise.all(open.map((request) => isWaitingFor(deps, user, request)));
  const waiting = open.filter((_, at) => mayApprove[at] === true);
  const view = renderHome({
    user,
    waiting,
    requests: [...open, ...ended],
    offers,
    paused,
    health,
    past: summaries(past.records, now()),
    now: now(),
  });
  await slack.publishHome(user, stamp.mark({ ...view, blocks: stamp.markButtons(view.blocks, user) }, user));
}

/** `busy`: not now, ask again after so long. `refused`: Slack does not take it for this person. */
export type HomeDrawn =
  | { readonly type: 'drawn' }
  | { readonly type: 'busy'; readonly ms: number }
  | { readonly type: 'refused'; readonly error: string };

/** After a failure a person's tab is not drawn again for this long, ms. */
const awayMs = 30_000;

/** The same where nobody waits for it. Never rejects. */
export async function redrawHome(deps: ListenerDeps, user: string): Promise<HomeDrawn> {
  try {
    await showHome(deps, user);
    return { type: 'drawn' };
  } catch (error) {
    const failure = readSlackError(error);
    if (failure.type === 'platform') return { type: 'refused', error: failure.error };
    return { type: 'busy', ms: failure.type === 'rate-limited' ? failure.retryAfterMs : awayMs };
  }
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
