import type { PauseChange } from '#service/api.ts';
import { pausedText } from '../../ui/paused.ts';
import { refusalText } from '../../ui/refusals.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';

/** `/restore pause [reason]`, `/restore resume`: the one switch that stops every submission. */
export async function pause(deps: ListenerDeps, call: CommandCall, change: PauseChange): Promise<void> {
  const outcome = await deps.service.changePause(call.user, change);
  if (outcome.type === 'refused') return tell(deps, call, refusalText(outcome.refusal));
  const { changed, paused } = outcome;
  if (paused !== undefined) return tell(deps, call, pausedText(paused));
  return tell(
    deps,
    call,
    changed ? 'Restores are resumed. What was held starts now.' : 'Restores are not paused.',
  );
}
