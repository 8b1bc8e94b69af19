import { canSee } from '../channels.ts';
import type { ActOutcome, ClickAct, JsonObject } from '../control-types.ts';
import { carryState, stateKey, stateValues } from '../input-state.ts';
import { defined } from '../json.ts';
import { findMessage, messageObject } from '../messages.ts';
import { actionStamp, actorFields, payloadChannel } from '../payloads.ts';
import { newResponseUrl, newTrigger } from '../triggers.ts';
import type { StoredChannel, StoredMessage, World } from '../world.ts';
import { actionEntry, chosen, offeredBy, suggestionKey } from './element-value.ts';
import { findElement } from './find-element.ts';
import { actor, performAction, Refused, visibleChannel, type Stage } from './stage.ts';

/** The message with this ts, if this person has it on the screen. */
export function messageOnScreen(
  world: World,
  channel: StoredChannel,
  ts: string,
  user: string,
): StoredMessage {
  const message = findMessage(world, channel.id, ts);
  const hidden = message?.onlyFor !== undefined && message.onlyFor !== user;
  if (message === undefined || hidden || !canSee(world, channel, user)) {
    throw new Refused('no_such_message', `there is no message ${ts} for ${user} in ${channel.id}`);
  }
  return message;
}

/** `container` and `message` of payloads; ephemeral messages come without their content. */
export function messageFields(world: World, message: StoredMessage, channel: StoredChannel): JsonObject {
  const ephemeral = message.onlyFor !== undefined;
  return defined({
    container: defined({
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      thread_ts: message.threadTs,
    }),
    channel: payloadChannel(channel),
    message: ephemeral ? undefined : messageObject(world, message, { metadata: false }),
  });
}

/** A person uses an element of a message: block_actions. */
export async function clickInMessage(stage: Stage, who: string, act: ClickAct): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const channel = visibleChannel(world, act.channel, user.id);
  const message = messageOnScreen(world, channel, act.ts, user.id);
  if (!world.app.interactive) throw new Refused('not_interactive', 'the manifest has no interactivity');
  const placed = findElement(message.blocks, act.action_id, act.block_id);
  const offered = offeredBy(world, suggestionKey(user.id, message.ts, placed.actionId), placed.element);
  const state = chosen(world, user.id, placed.element, act, offered);
  const states = new Map(carryState(message.blocks, new Map()));
  if (state !== undefined) states.set(stateKey(placed.blockId, placed.actionId), state);
  const payload = {
    ...actorFields(world, user.id),
    ...messageFields(world, message, channel),
    trigger_id: newTrigger(world, user.id, { channel: channel.id }),
    response_url: newResponseUrl(world, stage.baseUrl, {
      channel: channel.id,
      user: user.id,
      messageTs: message.ts,
    }),
    state: { values: stateValues(message.blocks, states) },
    actions: [actionEntry(placed, act, state, offered, actionStamp(world))],
  };
  const text = 'This app is not responding. Try again?';
  return performAction(stage, user.id, payload, act, { text, at: { channel: channel.id, ts: message.ts } });
}
