import type { ModalView } from '@slack/types';
import type { OpenView } from '../slack/people-client.ts';
import { notice } from '../ui/modal.ts';
import type { ListenerDeps } from './deps.ts';

/**
 * Draws a form with other answers in it. Slack keeps what is in an input that stays, were it nothing: the inputs have to
 * be gone for a moment.
 */
export async function replaceForm({ slack }: ListenerDeps, view: OpenView, form: ModalView): Promise<void> {
  const between = await slack.updateView(view, notice('Restore from a backup', 'Opening the form…'));
  if (typeof between !== 'string') await slack.updateView(between, form);
}
