import type {
  AckFn,
  MessageShortcut,
  RespondFn,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { OpenView } from '../slack/people-client.ts';
import { notice } from '../ui/modal.ts';
import { failures } from '../ui/refusals.ts';
import { depsFor, type ListenerDeps } from './deps.ts';
import { failureText } from './failure.ts';
import { hasOurView, readPayload, whyForeign } from './forgery.ts';
import {
  ActionPayload,
  CommandPayload,
  MessageShortcutPayload,
  type ShortcutMessage,
  type SubmissionPayload,
} from './payloads.ts';
import { type Reach, tell } from './tell.ts';

/** One act of one person, as listeners get it. */
export interface Call extends Reach {
  /** How the audit and the log call what is tried: a command's type where it is one. */
  readonly command: string;
}

export interface CommandCall extends Call {
  readonly channel: string;
  readonly text: string;
  readonly triggerId: string;
}

export interface MessageCall extends Call {
  readonly channel: string;
  readonly message: ShortcutMessage;
  readonly triggerId: string;
}

export interface ActionCall extends Call {
  readonly triggerId: string;
  readonly payload: ActionPayload;
  readonly action: ActionPayload['actions'][number];
}

/** Wraps the listener of a command: acknowledged before anything else happens. */
export function onCommand(
  deps: ListenerDeps,
  command: string,
  listener: (deps: ListenerDeps, call: CommandCall) => Promise<void>,
): (args: Pick<SlackCommandMiddlewareArgs, 'ack' | 'body' | 'respond'>) => Promise<void> {
  return async ({ ack, body, respond }) => {
    await ack();
    const payload = await readPayload(deps, CommandPayload, body, command);
    if (payload === undefined) return void (await respond(failures.unreadable));
    const { user_id, team_id, channel_id, text, trigger_id } = payload;
    const call = { command, user: user_id, channel: channel_id, respond };
    const own = depsFor(deps, user_id);
    await guarded(own, call, { user: { id: user_id }, team: { id: team_id } }, () =>
      listener(own, { ...call, text, triggerId: trigger_id }),
    );
  };
}

/** Wraps the listener of an entry in a message's menu: acknowledged first. */
export function onMessageShortcut(
  deps: ListenerDeps,
  command: string,
  listener: (deps: ListenerDeps, call: MessageCall) => Promise<void>,
): (args: Pick<SlackShortcutMiddlewareArgs<MessageShortcut>, 'ack' | 'body' | 'respond'>) => Promise<void> {
  return async ({ ack, body, respond }) => {
    await ack();
    const payload = await readPayload(deps, MessageShortcutPayload, body, command);
    if (payload === undefined) return void (await respond(failures.unreadable));
    const { user, channel, message, trigger_id: triggerId } = payload;
    const call = { command, user: user.id, channel: channel.id, message, triggerId, respond };
    const own = depsFor(deps, user.id);
    await guarded(own, call, payload, () => listener(own, call));
  };
}

/** Wraps the listener of a button or a menu, in a message or in a modal: acknowledged first. */
export function onAction(
  deps: ListenerDeps,
  command: string,
  listener: (deps: ListenerDeps, call: ActionCall) => Promise<void>,
): (args: Pick<SlackActionMiddlewareArgs, 'ack' | 'body' | 'respond'>) => Promise<void> {
  return async ({ ack, body, respond }) => {
    await acknowledge(ack);
    const payload = await readPayload(deps, ActionPayload, body, command);
    const action = payload?.actions[0];
    if (payload === undefined || action === undefined) return;
    const call = { command, triggerId: payload.trigger_id, payload, action, ...reachOf(payload, respond) };
    const own = depsFor(deps, call.user);
    await guarded(own, call, payload, async () => {
      const view = await hasOurView(own, payload, command);
      return view === 'yes' ? listener(own, call) : tell(own, call, failures[view]);
    });
  };
}

/** Runs a listener; whatever it throws, the person hears of it, with a reference that the log has too. */
async function guarded(
  deps: ListenerDeps,
  call: Call,
  payload: Pick<SubmissionPayload, 'user' | 'team'>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    const foreign = await whyForeign(deps, payload, call.command);
    if (foreign !== undefined) return await tell(deps, call, foreign);
    await work();
  } catch (error) {
    const text = failureText(deps, call.command, call.user, error);
    if (text !== undefined) await tell(deps, call, text);
  }
}

/**
 * Fills a modal that was opened with "looking up…": an error is shown in it. Gives the modal as it is now, or
 * `undefined` where there is nothing left to fill.
 */
export async function fill(
  deps: ListenerDeps,
  call: Call,
  opened: OpenView,
  make: () => Promise<ModalView>,
): Promise<OpenView | undefined> {
  const view = await made(deps, call, make);
  if (view === undefined) return undefined;
  const updated = await deps.slack.updateView(opened, view);
  return typeof updated === 'string' ? undefined : updated;
}

async function made(
  deps: ListenerDeps,
  call: Call,
  make: () => Promise<ModalView>,
): Promise<ModalView | undefined> {
  try {
    return await make();
  } catch (error) {
    const text = failureText(deps, call.command, call.user, error);
    return text === undefined ? undefined : notice('restorebot', text);
  }
}

function reachOf(payload: ActionPayload, respond: RespondFn | undefined): Reach {
  const user = payload.user.id;
  if (payload.view?.type === 'home') return { user, homeTrigger: payload.trigger_id };
  if (payload.view !== undefined) return { user, modalTrigger: payload.trigger_id };
  return { user, respond, channel: payload.channel?.id };
}

/** Bolt types an ack by what it may carry; ours carries nothing. */
async function acknowledge(ack: AckFn<never> | AckFn<void>): Promise<void> {
  await ack();
}
