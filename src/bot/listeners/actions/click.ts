import type { Outcome } from '#service/outcome.ts';
import { whyUnconfirmed } from '../confirm-stop.ts';
import type { ListenerDeps } from '../deps.ts';
import { tell } from '../tell.ts';
import { type CardCall, commandOf, tellRefusal } from './card.ts';

/** Enough for a vendor to answer; the click has been acknowledged long before. */
const vendorMs = 20_000;

export async function withdrawVote(deps: ListenerDeps, call: CardCall): Promise<void> {
  await tellStop(deps, call, await deps.service.withdrawVote(commandOf(call)));
}

/** "Withdraw request" and "Cancel restore": what can be done about it depends on where the request is by now. */
export async function cancelRequest(deps: ListenerDeps, call: CardCall): Promise<void> {
  await tellStop(deps, call, await deps.service.cancel(commandOf(call)));
}

/** A stop that is on the card needs no words; one that is not there yet does. */
async function tellStop(deps: ListenerDeps, call: CardCall, outcome: Outcome): Promise<void> {
  await tellRefusal(deps, call, outcome);
  const unconfirmed = await whyUnconfirmed(deps, outcome);
  if (unconfirmed !== undefined) await tell(deps, call, unconfirmed);
}

export async function takeOver(deps: ListenerDeps, call: CardCall): Promise<void> {
  await tellRefusal(deps, call, await deps.service.takeOver(commandOf(call)));
}

export async function submitAgain(deps: ListenerDeps, call: CardCall): Promise<void> {
  const signal = AbortSignal.timeout(vendorMs);
  await tellRefusal(deps, call, await deps.service.submitAgain(commandOf(call), signal));
}

export async function checkNow(deps: ListenerDeps, call: CardCall): Promise<void> {
  await deps.service.checkNow(call.ref.requestId);
  await tell(deps, call, 'Looking again now; the card shows what is found.');
}
