import { summaries } from '#core/history-summary.ts';
import { renderHistory } from '../../ui/history.ts';
import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';

/** What restores have cost, of every database or of one; only the person who asks sees the answer. */
export async function history(
  deps: ListenerDeps,
  call: CommandCall,
  words: readonly string[],
): Promise<void> {
  const target = words.length === 0 ? undefined : words.join(' ');
  const { records, unreadable } = await deps.service.history();
  return tell(deps, call, renderHistory(summaries(records, deps.now()), target, unreadable));
}
