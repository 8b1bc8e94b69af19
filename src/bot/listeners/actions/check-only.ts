import { renderCheckResult } from '../../ui/check-result.ts';
import { notice } from '../../ui/modal.ts';
import { channel as channelName } from '../../ui/people.ts';
import { refusalText } from '../../ui/refusals.ts';
import { type ActionCall, fill } from '../calls.ts';
import { whyNotHere } from '../card-channel.ts';
import type { ListenerDeps } from '../deps.ts';
import { clickedView, ownDraft } from '../own-draft.ts';
import { submitForm } from '../views/form.ts';

const title = 'Check only';

/** "Check only" in the form: the review, from which nothing can be asked. */
export async function checkOnly(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const clicked = await clickedView(deps, call);
  if (clicked === undefined) return;
  const { view, ref } = clicked;
  const waiting = await deps.slack.updateView(view, notice(title, 'Checking…'));
  if (typeof waiting === 'string') return;
  await fill(deps, call, waiting, async () => {
    const answer = await submitForm(deps, { ...call, view, ref, state: new Map() }, true);
    return answer.type === 'close' ? notice(title, answer.done) : viewOf(answer);
  });
}

function viewOf(answer: Exclude<Awaited<ReturnType<typeof submitForm>>, { readonly type: 'close' }>) {
  return answer.type === 'errors' ? answer.late : answer.view;
}

/** "Post the result": what was checked, in the channel in which it would be asked. */
export async function postCheck(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const clicked = await clickedView(deps, call);
  if (clicked === undefined) return;
  const { view, ref } = clicked;
  // A second click finds another form, and posts nothing.
  const waiting = await deps.slack.updateView(view, notice(title, 'Posting…'));
  if (typeof waiting === 'string') return;
  await fill(deps, call, waiting, async () => {
    const own = await ownDraft(deps, ref.requestId, call);
    if (own.type === 'none') return notice(title, own.text);
    const draft = await deps.service.loadReviewed(ref.requestId);
    if (draft?.channel === undefined) return notice(title, refusalText({ code: 'form-incomplete' }));
    const { sharedChannels } = own;
    const { channel, reviewed, connection = '', kind = '' } = draft;
    if ((await whyNotHere(deps, channel, sharedChannels)) !== undefined) {
      return notice(title, `restorebot cannot post in ${channelName(channel)}. Nothing was posted.`);
    }
    const facts = { by: call.user, reviewed, kind: deps.service.kind(connection, kind), now: deps.now() };
    await deps.slack.write(channel, renderCheckResult(facts));
    return notice(title, `The result is posted in ${channelName(channel)}. Nothing was asked.`);
  });
}
