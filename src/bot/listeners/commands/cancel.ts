import { cancelledText, stopNeedsReason } from '../../ui/stopped.ts';
import type { CommandCall } from '../calls.ts';
import { whyUnconfirmed } from '../confirm-stop.ts';
import type { ListenerDeps } from '../deps.ts';
import { meantBy } from '../find-request.ts';
import { kindOf, refusalAbout } from '../refuse.ts';
import { tell } from '../tell.ts';

/**
 * `/restore cancel <id>`, `/restore withdraw <id>`: as the card's own button. The trigger is the same in every delivery
 * of one command.
 */
export async function cancel(
  deps: ListenerDeps,
  call: CommandCall,
  word: 'cancel' | 'withdraw',
  typed: string | undefined,
): Promise<void> {
  if (typed === undefined) {
    return tell(
      deps,
      call,
      `Which request? \`/restore ${word} &lt;id&gt;\`. \`/restore list\` shows the open ones.`,
    );
  }
  const requestId = await meantBy(deps, call, typed);
  if (requestId === undefined) return;
  const actor = { type: 'person', userId: call.user } as const;
  const who = { actor, commandId: `${call.triggerId}-${call.user}` };
  const outcome = await deps.service.act(who, requestId, { type: 'cancel' });
  if (outcome.type === 'refused') {
    const { refusal } = outcome;
    const text =
      refusal.code === 'reason-missing' ? stopNeedsReason : await refusalAbout(deps, requestId, refusal);
    return tell(deps, call, text);
  }
  const { request } = outcome;
  const text = (await whyUnconfirmed(deps, outcome)) ?? cancelledText(request, kindOf(deps, request));
  return tell(deps, call, text);
}
