import { suggestionAnswer } from '../block-kit/composition.ts';
import type { JsonObject, Option, OptionGroup, SuggestAct, Suggestions } from '../control-types.ts';
import { textAt } from '../json.ts';
import { slackLimits } from '../limits.ts';
import { actorFields } from '../payloads.ts';
import { blocksOf } from '../views.ts';
import { messageFields, messageOnScreen } from './click.ts';
import { suggestionKey } from './element-value.ts';
import { findElement } from './find-element.ts';
import { Refused, type Stage, actor, perform, visibleChannel } from './stage.ts';
import { ownView, viewFields } from './use-view.ts';

interface Place {
  readonly id: string;
  readonly blocks: readonly JsonObject[];
  readonly fields: JsonObject;
}

function placeOf(stage: Stage, where: SuggestAct['where'], user: string): Place {
  const { world } = stage;
  if ('view_id' in where) {
    const view = ownView(world, where.view_id, user);
    return { id: view.id, blocks: blocksOf(view), fields: viewFields(world, view) };
  }
  const channel = visibleChannel(world, where.channel, user);
  const message = messageOnScreen(world, channel, where.ts, user);
  return { id: message.ts, blocks: message.blocks, fields: messageFields(world, message, channel) };
}

interface Menu {
  readonly options: readonly Option[];
  readonly option_groups: readonly OptionGroup[];
}

/** What Slack would show of the app's answer: all of it, or an empty menu if it cannot be used. */
function menuFrom(body: unknown): Menu {
  const parsed = suggestionAnswer.safeParse(body);
  if (!parsed.success) return { options: [], option_groups: [] };
  if ('options' in parsed.data) return { options: parsed.data.options, option_groups: [] };
  return { options: [], option_groups: parsed.data.option_groups };
}

/** docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export async function suggest(stage: Stage, who: string, act: SuggestAct): Promise<Suggestions> {
  const { world } = stage;
  const user = actor(world, who);
  const place = placeOf(stage, act.where, user.id);
  const placed = findElement(place.blocks, act.action_id, act.block_id);
  const type = textAt(placed.element, 'type') ?? '';
  if (!type.endsWith('external_select')) throw new Refused('not_external', `a ${type} does not ask the app`);
  const least = Number(placed.element['min_query_length'] ?? slackLimits.minQueryLength);
  if (act.query.length < least) return { ok: true, outcome: 'local', options: [], option_groups: [] };
  const payload = {
    type: 'block_suggestion',
    ...actorFields(world, user.id),
    ...place.fields,
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: act.query,
  };
  const parcel = {
    type: 'interactive',
    what: 'block_suggestion',
    user: user.id,
    payload,
    acceptsAnswer: true,
  } as const;
  let menu: Menu = { options: [], option_groups: [] };
  const outcome = await perform(stage, parcel, act, (answer) => {
    if (answer.kind !== 'acked') return undefined;
    menu = menuFrom(answer.body);
    return undefined;
  });
  const all = [...menu.options, ...menu.option_groups.flatMap(({ options }) => options)];
  world.suggested.set(suggestionKey(user.id, place.id, placed.actionId), all);
  return { ...outcome, ...menu };
}
