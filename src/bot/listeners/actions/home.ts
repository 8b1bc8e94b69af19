import type { ActionCall } from '../calls.ts';
import type { ListenerDeps } from '../deps.ts';
import { openForm } from '../open-form.ts';
import { prefill } from '../prefill.ts';
import { showHome } from '../show-home.ts';

/** "Start a restore" in the home tab: the form, which then asks where the card goes. */
export async function startFromHome(deps: ListenerDeps, call: ActionCall): Promise<void> {
  const nothing = { words: [], options: [] };
  await openForm(deps, { ...call, channel: undefined, mayContinue: true }, (offers) =>
    prefill(deps, offers, nothing),
  );
}

export async function refreshHome(deps: ListenerDeps, call: ActionCall): Promise<void> {
  await showHome(deps, call.user);
}
