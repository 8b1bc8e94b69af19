import type { JsonObject } from '../control-types.ts';
import { SlackError } from '../slack-error.ts';
import { useTrigger } from '../triggers.ts';
import {
  checkView,
  homeOf,
  openView,
  publishHome,
  pushView,
  stackOf,
  updateView,
  viewObject,
} from '../views.ts';
import type { StoredView } from '../world.ts';
import { jsonArg, optionalText, requiredText } from './args.ts';
import { type CallContext, type Method, botMethod } from './method.ts';

/** docs.slack.dev/reference/methods/views.* */

function open(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const id = requiredText(args, 'trigger_id');
  const view = checkView(jsonArg(args, 'view'), 'modal');
  const trigger = useTrigger(world, id);
  const opened = openView(world, trigger.user, view, trigger.channel);
  return { view: viewObject(world, opened) };
}

function push(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const id = requiredText(args, 'trigger_id');
  const view = checkView(jsonArg(args, 'view'), 'modal');
  const trigger = useTrigger(world, id);
  if (trigger.viewId === undefined || stackOf(world, trigger.user).length === 0) {
    throw new SlackError('invalid_trigger_id');
  }
  return { view: viewObject(world, pushView(world, trigger.user, view)) };
}

function checkHash(view: StoredView | undefined, args: JsonObject): void {
  const hash = optionalText(args, 'hash') ?? '';
  if (view !== undefined && hash !== '' && hash !== view.hash) throw new SlackError('hash_conflict');
}

function update(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const externalId = optionalText(args, 'external_id') ?? '';
  const old =
    externalId === ''
      ? world.views.get(requiredText(args, 'view_id'))
      : [...world.views.values()].find(({ view }) => view['external_id'] === externalId);
  if (old?.type !== 'modal') throw new SlackError('not_found');
  checkHash(old, args);
  const view = checkView(jsonArg(args, 'view'), 'modal');
  return { view: viewObject(world, updateView(world, old, view)) };
}

function publish(context: CallContext, args: JsonObject): JsonObject {
  const { world } = context;
  const user = requiredText(args, 'user_id');
  if (!world.users.has(user)) throw new SlackError('user_not_found');
  if (!world.app.hasHome) throw new SlackError('not_enabled');
  checkHash(homeOf(world, user), args);
  const view = checkView(jsonArg(args, 'view'), 'home');
  return { view: viewObject(world, publishHome(world, user, view)) };
}

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': botMethod([], open),
  'views.push': botMethod([], push),
  'views.update': botMethod([], update),
  'views.publish': botMethod([], publish),
};
