import type { ModalView } from '@slack/types';
import type { OpenView } from '../slack/people-client.ts';
import { notice } from '../ui/modal.ts';
import type { ListenerDeps } from './deps.ts';

/**
 * Draws a form with other answers in it. Slack keeps the value of an input that stays, even an empty one, so the
 * inputs are removed for a moment.
 */
export async function replaceForm({ slack }: ListenerDeps, view: OpenView, form: ModalView): Promise<void> {
  const between = await slack.updateView(view, notice('Restore from a backup', 'Opening the form…'));
  if (typeof between !== 'string') await slack.updateView(between, form);
}
