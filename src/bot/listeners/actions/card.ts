import type { PersonCommand } from '#core/person-command.ts';
import type { ByPerson } from '#service/api.ts';
import type { Outcome } from '#service/outcome.ts';
import { type CardRef, decodeCardRef } from '../../ids.ts';
import { failures } from '../../ui/refusals.ts';
import type { ActionCall } from '../calls.ts';
import { standsThere } from '../click-origin.ts';
import type { ListenerDeps } from '../deps.ts';
import { noteForgery } from '../forgery.ts';
import { refusalAbout, refuse } from '../refuse.ts';
import { tell } from '../tell.ts';

/** A click on a card's button, with what the button is about. */
export interface CardCall extends ActionCall {
  readonly ref: CardRef;
}

export type CardListener = (deps: ListenerDeps, call: CardCall) => Promise<void>;

/**
 * Wraps a listener of a card's button: one of an older version gets a sentence instead, and so does one that does not
 * stand where the record says that the request was told. What a button names gives no right to it.
 */
export function onCard(listener: CardListener): (deps: ListenerDeps, call: ActionCall) => Promise<void> {
  return async (deps, call) => {
    const ref = decodeCardRef(call.action.value ?? call.action.selected_option?.value);
    if (ref === undefined) return tell(deps, call, failures.oldButton);
    const { requestId } = ref;
    const loaded = await deps.service.load(requestId);
    if (loaded.type === 'refused') {
      return tell(deps, call, await refuse(deps, call, loaded.refusal, requestId));
    }
    const { stored } = loaded;
    if (!standsThere(stored, call.payload, deps.stamp.isMarked(ref, call.user))) {
      const { channel, message } = call.payload;
      const facts = { channel: channel?.id, message: message?.ts };
      const { user, command } = call;
      await noteForgery(deps, { code: 'not-its-card', user, command, requestId, facts });
      return tell(deps, call, failures.notItsCard);
    }
    return listener(deps, { ...call, ref });
  };
}

/** The command of a click: message ts, the click's own ts and who; the same in every delivery of it. */
export function commandOf({ payload, action, user, ref }: CardCall): ByPerson {
  const at = payload.message?.ts ?? payload.view?.id ?? '';
  return { requestId: ref.requestId, by: user, commandId: `${at}-${action.action_ts}-${user}` };
}

/** Says why not, where it is not done; what is done shows on the card and in its thread. */
export async function tellRefusal(deps: ListenerDeps, call: CardCall, outcome: Outcome): Promise<void> {
  if (outcome.type === 'refused') {
    await tell(deps, call, await refusalAbout(deps, call.ref.requestId, outcome.refusal));
  }
}

/** Carries out what a click says in full. */
export async function actBy(
  { service }: ListenerDeps,
  call: CardCall,
  command: PersonCommand,
): Promise<Outcome> {
  const { requestId, by, commandId } = commandOf(call);
  return service.act({ actor: { type: 'person', userId: by }, commandId }, requestId, command);
}
