import { type OpenView, slackCode } from '../../slack/people-client.ts';
import { notice } from '../../ui/modal.ts';
import { renderSecrets, secretTitle } from '../../ui/secret.ts';
import { fill } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { refusalAbout } from '../refuse.ts';
import { tell } from '../tell.ts';
import { type CardCall, commandOf } from './card.ts';

const notShown =
  'Slack did not take it, so it may not have been shown. Nothing is lost: use Show secret once more.';

/**
 * Opens an empty modal, has the reveal saved, fills the modal. The time to look again begins only when Slack has
 * taken the filled one: a modal that failed, or was closed too soon, uses nothing up.
 */
export async function showSecret(deps: ListenerDeps, call: CardCall): Promise<void> {
  const opened = await deps.slack.openView(call.triggerId, notice(secretTitle, 'Opening it…'));
  const command = commandOf(call);
  let revealed = false;
  try {
    const shown = await fill(deps, call, opened, async () => {
      const outcome = await deps.service.reveal(command);
      if (outcome.type === 'refused') {
        return notice(secretTitle, await refusalAbout(deps, command.requestId, outcome.refusal));
      }
      revealed = true;
      return renderSecrets(outcome.secrets, outcome.until);
    });
    if (shown === undefined || !revealed) return;
  } catch (error) {
    return sayNotShown(deps, call, opened, error);
  }
  try {
    await deps.service.recordShown(command);
  } catch (error) {
    // It is on the screen; the next reveal begins the time instead.
    deps.log.warn({ requestId: command.requestId, err: error }, 'secret reveal not recorded');
  }
}

/** The error may quote the modal that was refused, so only Slack's code of it is logged. */
async function sayNotShown(
  deps: ListenerDeps,
  call: CardCall,
  opened: OpenView,
  error: unknown,
): Promise<void> {
  const facts = { requestId: call.ref.requestId, user: call.user, code: slackCode(error) };
  deps.log.warn(facts, 'secret modal update failed');
  try {
    await deps.slack.updateView({ id: opened.id }, notice(secretTitle, notShown));
  } catch {
    await tell(deps, call, notShown);
  }
}
