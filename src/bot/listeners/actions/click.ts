import type { PersonCommand } from '#core/person-command.ts';
import { whyUnconfirmed } from '../confirm-stop.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';
import { actBy, type CardCall, tellRefusal } from './card.ts';

type Click = (deps: ListenerDeps, call: CardCall) => Promise<void>;

/** A button that needs no form. */
export function click(command: PersonCommand): Click {
  return async (deps, call) => tellRefusal(deps, call, await actBy(deps, call, command));
}

/** One that stops something: on the card that needs no words, and while it is not there it does. */
export function stop(command: PersonCommand): Click {
  return async (deps, call) => {
    const outcome = await actBy(deps, call, command);
    await tellRefusal(deps, call, outcome);
    const unconfirmed = await whyUnconfirmed(deps, outcome);
    if (unconfirmed !== undefined) await tell(deps, call, unconfirmed);
  };
}

export async function checkNow(deps: ListenerDeps, call: CardCall): Promise<void> {
  await deps.service.checkNow(call.ref.requestId);
  await tell(deps, call, 'Looking again now; the card shows what is found.');
}
