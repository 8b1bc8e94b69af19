import { failures } from '../../ui/refusals.ts';
import type { ActionCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';

/** A button or menu that this version does not draw. */
export async function unknownAction(deps: ListenerDeps, call: ActionCall): Promise<void> {
  await tell(deps, call, failures.oldButton);
}

/** An input of ours that is read when its form is submitted. */
export async function nothingYet(): Promise<void> {
  await Promise.resolve();
}
