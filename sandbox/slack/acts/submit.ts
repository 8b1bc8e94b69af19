import { elementsIn } from '../block-kit/walk.ts';
import type { ActOutcome, JsonObject, ViewCloseAct, ViewSubmitAct } from '../control-types.ts';
import { missingInputs, stateKey } from '../input-state.ts';
import { isObject, objectAt, textAt } from '../json.ts';
import { actorFields } from '../payloads.ts';
import { SlackError } from '../slack-error.ts';
import { newResponseUrl, newTrigger } from '../triggers.ts';
import {
  annotateView,
  blocksOf,
  checkView,
  closeAll,
  closeView,
  pushView,
  stackOf,
  updateView,
  viewObject,
} from '../views.ts';
import type { StoredView, World } from '../world.ts';
import { Refused, type Stage, actor, doneLocally, perform } from './stage.ts';
import { ownView } from './use-view.ts';

const trouble = 'We had some trouble connecting. Try again?';

/** A view_submission without an answer in time, or with one that cannot be used. */
function showTrouble(world: World, view: StoredView): { readonly message: string } {
  annotateView(world, { ...view, status: 'open', notice: trouble });
  return { message: trouble };
}

function showErrors(world: World, view: StoredView, errors: JsonObject): Partial<ActOutcome> {
  const inputs = blocksOf(view).filter((block) => textAt(block, 'type') === 'input');
  const known = new Set(inputs.map((block) => textAt(block, 'block_id')));
  const entries = Object.entries(errors).filter(([, words]) => typeof words === 'string');
  // Slack's client cannot place an error for an input that is not there, and shows none of them.
  if (entries.length === 0 || entries.some(([id]) => !known.has(id))) return showTrouble(world, view);
  const shown = Object.fromEntries(entries.map(([id, words]) => [id, String(words)]));
  annotateView(world, { ...view, status: 'open', errors: shown, notice: undefined });
  return { ok: false, error: 'has_errors', message: Object.values(shown).join(' ') };
}

/** docs.slack.dev/surfaces/modals#response_actions */
function applyAnswer(world: World, view: StoredView, body: unknown): Partial<ActOutcome> | undefined {
  const action = textAt(body, 'response_action');
  if (action === undefined) {
    closeView(world, view);
    return undefined;
  }
  if (action === 'clear') {
    closeAll(world, view.owner);
    return undefined;
  }
  if (action === 'errors') return showErrors(world, view, objectAt(body, 'errors') ?? {});
  try {
    const next = checkView(isObject(body) ? body['view'] : undefined, 'modal');
    const open = annotateView(world, { ...view, status: 'open', errors: {}, notice: undefined });
    if (action === 'update') updateView(world, open, next);
    else if (action === 'push') pushView(world, view.owner, next);
    else return showTrouble(world, view);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { ok: false, error: error.code, ...showTrouble(world, view) };
  }
}

/** For selects with `response_url_enabled`: docs.slack.dev/surfaces/modals#modal_response_url. */
function responseUrls(stage: Stage, view: StoredView): readonly JsonObject[] {
  return elementsIn(blocksOf(view)).flatMap(({ element, blockId, actionId }) => {
    const state = view.state.get(stateKey(blockId, actionId));
    const channel = textAt(state, 'selected_conversation') ?? textAt(state, 'selected_channel');
    if (element['response_url_enabled'] !== true || channel === undefined) return [];
    const url = newResponseUrl(stage.world, stage.baseUrl, { channel, user: view.owner });
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
  });
}

export async function submitView(stage: Stage, who: string, act: ViewSubmitAct): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const view = ownView(world, act.view_id, user.id);
  if (stackOf(world, user.id).at(-1)?.id !== view.id)
    throw new Refused('not_on_top', 'another view covers it');
  if (view.view['submit'] === undefined) throw new Refused('no_submit', 'the view has no Submit button');
  const missing = missingInputs(blocksOf(view), view.state);
  if (Object.keys(missing).length > 0) {
    annotateView(world, { ...view, errors: missing });
    return { ok: false, outcome: 'local', error: 'has_errors', message: Object.values(missing).join(' ') };
  }
  const waiting = annotateView(world, { ...view, status: 'submitting', errors: {}, notice: undefined });
  const payload = {
    type: 'view_submission',
    ...actorFields(world, user.id),
    trigger_id: newTrigger(world, user.id, { viewId: view.id }),
    view: viewObject(world, waiting),
    response_urls: responseUrls(stage, waiting),
  };
  const parcel = {
    type: 'interactive',
    what: 'view_submission',
    user: user.id,
    payload,
    acceptsAnswer: true,
  } as const;
  return perform(stage, parcel, act, (answer) => {
    // The app may have changed or closed it in the meantime.
    const now = world.views.get(view.id);
    if (now === undefined) return undefined;
    return answer.kind === 'acked' ? applyAnswer(world, now, answer.body) : showTrouble(world, now);
  });
}

/** Cancel takes one view away, the cross all of them; the app hears of it only with `notify_on_close`. */
export async function closeByPerson(stage: Stage, who: string, act: ViewCloseAct): Promise<ActOutcome> {
  const { world } = stage;
  const user = actor(world, who);
  const view = ownView(world, act.view_id, user.id);
  const clears = act.all === true || view.view['clear_on_close'] === true;
  if (clears) closeAll(world, user.id);
  else closeView(world, view);
  if (view.view['notify_on_close'] !== true) return doneLocally;
  const payload = {
    type: 'view_closed',
    ...actorFields(world, user.id),
    view: viewObject(world, view),
    is_cleared: clears,
  };
  const parcel = {
    type: 'interactive',
    what: 'view_closed',
    user: user.id,
    payload,
    acceptsAnswer: false,
  } as const;
  return perform(stage, parcel, act, () => undefined);
}
