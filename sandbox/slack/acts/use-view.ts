import type { PlacedElement } from '../block-kit/walk.ts';
import type { ActOutcome, ElementValue, InputState, JsonObject, ViewClickAct } from '../control-types.ts';
import { stateKey, stateValues } from '../input-state.ts';
import { objectsIn } from '../json.ts';
import { actionStamp, actorFields } from '../payloads.ts';
import { newTrigger } from '../triggers.ts';
import { annotateView, blocksOf, viewObject } from '../views.ts';
import type { StoredView, World } from '../world.ts';
import { actionEntry, chosen, offeredBy, suggestionKey } from './element-value.ts';
import { findElement } from './find-element.ts';
import { actor, doneLocally, performAction, Refused, type Stage } from './stage.ts';

/** An open view of this person's. */
export function ownView(world: World, viewId: string, user: string): StoredView {
  const view = world.views.get(viewId);
  if (view?.owner !== user) throw new Refused('no_such_view', `${user} has no view ${viewId} open`);
  return view;
}

/** Inputs send actions only if they are asked to; elements elsewhere always do. */
function dispatches({ block }: PlacedElement): boolean {
  return block['type'] !== 'input' || block['dispatch_action'] === true;
}

/** Options chosen before from other suggestions: a menu for several keeps them. */
function alreadyIn(view: StoredView, placed: PlacedElement): readonly JsonObject[] {
  return objectsIn(view.state.get(stateKey(placed.blockId, placed.actionId))?.['selected_options']);
}

function withValue(view: StoredView, placed: PlacedElement, state: InputState | undefined): StoredView {
  if (state === undefined) return view;
  const states = new Map(view.state).set(stateKey(placed.blockId, placed.actionId), state);
  const errors = Object.fromEntries(Object.entries(view.errors).filter(([id]) => id !== placed.blockId));
  return { ...view, state: states, errors };
}

/** `view` and `container` of payloads that come from a view. */
export function viewFields(world: World, view: StoredView): JsonObject {
  return { container: { type: 'view', view_id: view.id }, view: viewObject(world, view) };
}

/**
 * A person puts something into an element of a view, or clicks it: block_actions where Slack sends it
 * (docs.slack.dev/reference/block-kit/blocks/input-block: `dispatch_action`).
 */
export async function useElementOfView(
  stage: Stage,
  who: string,
  act: ViewClickAct & ElementValue,
): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const before = ownView(world, act.view_id, user.id);
  const placed = findElement(blocksOf(before), act.action_id, act.block_id);
  const key = suggestionKey(user.id, before.id, placed.actionId);
  const offered = [...offeredBy(world, key, placed.element), ...alreadyIn(before, placed)];
  const state = chosen(world, user.id, placed.element, act, offered);
  const view = annotateView(world, withValue(before, placed, state));
  if (act.quiet === true || !dispatches(placed) || !world.app.interactive) return doneLocally;
  const payload = {
    ...actorFields(world, user.id),
    ...viewFields(world, view),
    trigger_id: newTrigger(world, user.id, { viewId: view.type === 'modal' ? view.id : undefined }),
    state: { values: stateValues(blocksOf(view), view.state) },
    response_urls: [],
    actions: [actionEntry(placed, act, state, offered, actionStamp(world))],
  };
  const text = 'We had some trouble connecting. Try again?';
  return performAction(stage, user.id, payload, act, { text, at: { view_id: view.id } });
}
