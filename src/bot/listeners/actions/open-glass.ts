import type { RestoreRequest } from '#core/restore-request.ts';
import { entitlementOf } from '#service/entitlement.ts';
import type { ServiceRefusal } from '#service/outcome.ts';
import {
  breakGlassTitle,
  glassReviewTitle,
  renderBreakGlass,
  renderGlassReview,
} from '../../ui/glass-forms.ts';
import { notice } from '../../ui/view.ts';
import type { ListenerDeps } from '../deps.ts';
import { refuse } from '../refuse.ts';
import { fill } from '../wrap.ts';
import type { CardCall } from './card.ts';
import { whyNotPending } from './open-approval.ts';
import { kindOf, openChecked } from './open-checked.ts';

export async function openBreakGlass(deps: ListenerDeps, call: CardCall): Promise<void> {
  await openChecked(deps, call, { title: breakGlassTitle, whyNot: whyNotBreak, render: renderBreakGlass });
}

async function whyNotBreak(
  { directory }: ListenerDeps,
  request: RestoreRequest,
  user: string,
): Promise<ServiceRefusal | undefined> {
  const closed = whyNotPending(request);
  if (closed !== undefined) return closed;
  const { breakGlass } = request.requirement;
  if (breakGlass === undefined) return { code: 'no-break-glass' };
  if (directory === undefined) return undefined;
  const may = await entitlementOf(directory, user, breakGlass.people);
  if (may.type === 'entitled') return undefined;
  return { code: 'not-entitled', because: may.because, to: 'break-glass' };
}

/** Nothing is asked of a vendor: what was done is in the record. */
export async function openGlassReview(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { requestId } = call.ref;
  const opened = await deps.slack.openView(
    call.triggerId,
    notice(glassReviewTitle, 'Reading the request…', { requestId }),
  );
  await fill(deps, call, opened, async () => {
    const loaded = await deps.service.load(requestId);
    const no = async (refusal: ServiceRefusal) =>
      notice(glassReviewTitle, await refuse(deps, call, refusal, requestId));
    if (loaded.type === 'refused') return no(loaded.refusal);
    const { stored } = loaded;
    const refused = await whyNotReview(deps, stored.request, call.user);
    if (refused !== undefined) return no(refused);
    return renderGlassReview(stored.request, kindOf(deps, stored.request));
  });
}

async function whyNotReview(
  { directory }: ListenerDeps,
  { glass, requester, requirement }: RestoreRequest,
  user: string,
): Promise<ServiceRefusal | undefined> {
  if (glass === undefined || glass.review !== undefined) return { code: 'nothing-to-review' };
  if (user === glass.by || user === requester) return { code: 'own-glass' };
  if (directory === undefined) return undefined;
  const people = requirement.breakGlass?.reviewers ?? { users: [], groups: [] };
  const may = await entitlementOf(directory, user, people);
  if (may.type === 'entitled') return undefined;
  return { code: 'not-entitled', because: may.because, to: 'review-glass' };
}
