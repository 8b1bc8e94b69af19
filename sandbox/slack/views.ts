import { problemsInView } from './block-kit/validate.ts';
import { withIds } from './block-kit/walk.ts';
import type { JsonObject } from './control-types.ts';
import { withCurrentChannel } from './current-channel.ts';
import { carryState, stateValues } from './input-state.ts';
import { isObject, objectsIn, textAt } from './json.ts';
import { slackLimits } from './limits.ts';
import { SlackError } from './slack-error.ts';
import type { StoredView, World } from './world.ts';

/** Modals and the home tab: docs.slack.dev/surfaces/modals, docs.slack.dev/reference/views. */

export function blocksOf(view: StoredView): readonly JsonObject[] {
  return objectsIn(view.view['blocks']);
}

/** The person's open modals, bottom first. */
export function stackOf(world: World, user: string): readonly StoredView[] {
  return (world.stacks.get(user) ?? []).flatMap((id) => world.views.get(id) ?? []);
}

/** Refuses what Slack refuses in a view; the list is in `response_metadata.messages`. */
export function checkView(view: unknown, type: 'modal' | 'home'): JsonObject {
  if (!isObject(view))
    throw new SlackError('invalid_arguments', metadata(['[ERROR] missing required field: view']));
  if (Buffer.byteLength(JSON.stringify(view)) > slackLimits.viewBytes) throw new SlackError('view_too_large');
  const problems = problemsInView(view, type);
  if (problems.length > 0) throw new SlackError('invalid_arguments', metadata(problems));
  return view;
}

function metadata(messages: readonly string[]): JsonObject {
  return { response_metadata: { messages } };
}

/** Throws `duplicate_external_id` if another view that is still there has it. */
function checkExternalId(world: World, view: JsonObject, own?: string): void {
  const externalId = textAt(view, 'external_id') ?? '';
  const taken = [...world.views.values()].some(
    (other) => other.id !== own && externalId !== '' && other.view['external_id'] === externalId,
  );
  if (taken) throw new SlackError('duplicate_external_id');
}

function newHash(world: World): string {
  return `${Math.floor(world.now().getTime() / 1_000)}.${world.newId('h')}`;
}

function store(world: World, view: StoredView): StoredView {
  world.views.set(view.id, view);
  world.changed({ type: view.type === 'home' ? 'home' : 'view', view_id: view.id }, view.owner);
  return view;
}

function make(
  world: World,
  owner: string,
  view: JsonObject,
  from: { readonly below?: StoredView | undefined; readonly channel?: string | undefined },
): StoredView {
  const { below } = from;
  checkExternalId(world, view);
  const id = world.newId('V');
  const blocks = withIds(objectsIn(view['blocks']), () => world.newId('b'));
  return store(world, {
    id,
    owner,
    type: view['type'] === 'home' ? 'home' : 'modal',
    view: { ...view, blocks },
    hash: newHash(world),
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    state: withCurrentChannel(world, blocks, carryState(blocks, new Map()), from.channel),
    errors: {},
    status: 'open',
    notice: undefined,
  });
}

export function openView(world: World, user: string, view: JsonObject, channel?: string): StoredView {
  checkExternalId(world, view);
  closeAll(world, user);
  const opened = make(world, user, view, { channel });
  world.stacks.set(user, [opened.id]);
  return opened;
}

/** Throws `push_limit_reached` when three are open. */
export function pushView(world: World, user: string, view: JsonObject): StoredView {
  const stack = stackOf(world, user);
  if (stack.length >= slackLimits.viewStack) throw new SlackError('push_limit_reached');
  const pushed = make(world, user, view, { below: stack.at(-1) });
  world.stacks.set(user, [...stack.map(({ id }) => id), pushed.id]);
  return pushed;
}

/** New content for an open view. What was typed stays where block_id and action_id stay. */
export function updateView(world: World, old: StoredView, view: JsonObject): StoredView {
  checkExternalId(world, view, old.id);
  const blocks = withIds(objectsIn(view['blocks']), () => world.newId('b'));
  return store(world, {
    ...old,
    view: { ...view, blocks },
    hash: newHash(world),
    state: carryState(blocks, old.state),
    errors: {},
    status: 'open',
    notice: undefined,
  });
}

export function publishHome(world: World, user: string, view: JsonObject): StoredView {
  const old = homeOf(world, user);
  const home = old === undefined ? make(world, user, view, {}) : updateView(world, old, view);
  world.homes.set(user, home.id);
  return home;
}

export function homeOf(world: World, user: string): StoredView | undefined {
  const id = world.homes.get(user);
  return id === undefined ? undefined : world.views.get(id);
}

/** Changes state, errors or status, not the content. Keeps the hash. */
export function annotateView(world: World, view: StoredView): StoredView {
  return store(world, view);
}

export function closeView(world: World, view: StoredView): void {
  world.views.delete(view.id);
  const rest = (world.stacks.get(view.owner) ?? []).filter((id) => id !== view.id);
  world.stacks.set(view.owner, rest);
  world.changed({ type: 'view', view_id: view.id }, view.owner);
}

export function closeAll(world: World, user: string): void {
  for (const view of stackOf(world, user)) closeView(world, view);
}

/** A view as Slack's methods and payloads show it. */
export function viewObject(world: World, view: StoredView): JsonObject {
  return {
    id: view.id,
    team_id: world.team.id,
    app_id: world.app.id,
    app_installed_team_id: world.enterprise?.isOrgInstall === true ? world.enterprise.id : world.team.id,
    bot_id: world.app.botId,
    title: null,
    close: null,
    submit: null,
    callback_id: '',
    private_metadata: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    ...view.view,
    state: { values: stateValues(blocksOf(view), view.state) },
    hash: view.hash,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
  };
}
