import type { CommandCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';

/** A manifest newer or older than this version sends commands that nobody here knows. */
export async function unknownCommand(deps: ListenerDeps, call: CommandCall): Promise<void> {
  await tell(
    deps,
    call,
    'This version of restorebot does not know that command. `/restore help` says what it knows.',
  );
}
