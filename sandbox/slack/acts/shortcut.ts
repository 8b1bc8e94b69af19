import { directMessage, isMember } from '../channels.ts';
import type { ActOptions, ActOutcome, MessageAct, ShortcutAct } from '../control-types.ts';
import { addMessage, findMessage, messageObject } from '../messages.ts';
import { actionStamp, actorFields, eventPayload, payloadChannel } from '../payloads.ts';
import { newResponseUrl, newTrigger } from '../triggers.ts';
import { homeOf, viewObject } from '../views.ts';
import { messageOnScreen } from './click.ts';
import { Refused, type Stage, actor, doneLocally, notice, perform, visibleChannel } from './stage.ts';

/** docs.slack.dev/interactivity/implementing-shortcuts */
export async function runShortcut(stage: Stage, who: string, act: ShortcutAct): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const type = act.ts === undefined ? 'global' : 'message';
  const known = world.app.shortcuts.some((one) => one.type === type && one.callback_id === act.callback_id);
  if (!known)
    throw new Refused('no_such_shortcut', `the manifest has no ${type} shortcut ${act.callback_id}`);
  const shared = {
    ...actorFields(world, user.id),
    callback_id: act.callback_id,
    trigger_id: newTrigger(world, user.id),
    action_ts: actionStamp(world),
  };
  const payload =
    act.ts === undefined
      ? { type: 'shortcut', ...shared }
      : { ...shared, ...onMessage(stage, user.id, act, act.ts) };
  const what = act.ts === undefined ? 'shortcut' : 'message_action';
  const parcel = { type: 'interactive', what, user: user.id, payload, acceptsAnswer: false } as const;
  return perform(stage, parcel, act, (answer) => {
    if (answer.kind === 'acked') return undefined;
    const text = 'This shortcut did not work. Try again?';
    notice(world, user.id, text);
    return { message: text };
  });
}

function onMessage(stage: Stage, user: string, act: ShortcutAct, ts: string) {
  const { world } = stage;
  const channel = visibleChannel(world, act.channel ?? '', user);
  const message = messageOnScreen(world, channel, ts, user);
  // Slack has no menu on these.
  if (message.onlyFor !== undefined || message.tombstone) {
    throw new Refused('no_such_shortcut', `message ${ts} has no menu with shortcuts`);
  }
  return {
    type: 'message_action',
    channel: payloadChannel(channel),
    message_ts: ts,
    message: messageObject(world, message, { metadata: false }),
    response_url: newResponseUrl(world, stage.baseUrl, { channel: channel.id, user, messageTs: ts }),
  };
}

/** Opening the app's home tab: app_home_opened (docs.slack.dev/reference/events/app_home_opened). */
export async function openHome(stage: Stage, who: string, act: ActOptions): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  if (!world.app.hasHome) throw new Refused('no_home', 'the manifest has no home tab');
  if (!world.app.events.has('app_home_opened')) return doneLocally;
  const view = homeOf(world, user.id);
  const payload = eventPayload(world, {
    type: 'app_home_opened',
    user: user.id,
    channel: directMessage(world, world.app.botUserId, user.id).id,
    tab: 'home',
    ...(view === undefined ? {} : { view: viewObject(world, view) }),
  });
  const parcel = {
    type: 'events_api',
    what: 'app_home_opened',
    user: user.id,
    payload,
    acceptsAnswer: false,
  } as const;
  return perform(stage, parcel, act, () => undefined);
}

/** A person writes in a channel or a thread. */
export function writeMessage(
  stage: Stage,
  who: string,
  act: MessageAct,
): { readonly ok: true; readonly ts: string } {
  const { world } = stage;
  const user = actor(world, who);
  const channel = visibleChannel(world, act.channel, user.id);
  if (!isMember(channel, user.id)) throw new Refused('not_in_channel', `${who} is not in ${act.channel}`);
  if (channel.isArchived) throw new Refused('is_archived', `${act.channel} is archived`);
  if (act.thread_ts !== undefined && findMessage(world, channel.id, act.thread_ts) === undefined) {
    throw new Refused('no_such_message', `there is no message ${act.thread_ts}`);
  }
  const message = addMessage(world, {
    channel: channel.id,
    user: user.id,
    text: act.text,
    threadTs: act.thread_ts,
  });
  return { ok: true, ts: message.ts };
}
