import { notice } from '../../ui/modal.ts';
import { fill } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { refusalAbout } from '../refuse.ts';
import { actBy, type CardCall, tellRefusal } from './card.ts';

const title = 'Use the newer backup';
const done =
  'The request has a new plan, with the newest backup. Earlier approvals no longer count. Read the card, and approve it there.';

/** On a card, or in a form that somebody was about to submit: that form is about another plan then, so it is replaced. */
export async function useNewer(deps: ListenerDeps, call: CardCall): Promise<void> {
  const { view } = call.payload;
  if (view === undefined) {
    await tellRefusal(deps, call, await actBy(deps, call, { type: 'use-newer-backup' }));
    return;
  }
  const waiting = await deps.slack.updateView({ id: view.id }, notice(title, 'Making the new plan…'));
  if (typeof waiting === 'string') return;
  await fill(deps, call, waiting, async () => {
    const outcome = await actBy(deps, call, { type: 'use-newer-backup' });
    const text =
      outcome.type === 'done' ? done : await refusalAbout(deps, call.ref.requestId, outcome.refusal);
    return notice(title, text);
  });
}
