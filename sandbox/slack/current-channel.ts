import { elementsIn } from './block-kit/walk.ts';
import { canSee } from './channels.ts';
import type { InputState, JsonObject } from './control-types.ts';
import { stateKey } from './input-state.ts';
import { objectAt } from './json.ts';
import type { StoredChannel, World } from './world.ts';

const filterName = { public: 'public', private: 'private', dm: 'im' } as const;

/** `filter` of a conversations_select: docs.slack.dev/reference/block-kit/composition-objects. */
function passesFilter(element: JsonObject, channel: StoredChannel): boolean {
  const filter = objectAt(element, 'filter') ?? {};
  const include = filter['include'];
  const wanted = !Array.isArray(include) || include.includes(filterName[channel.kind]);
  return wanted && !(filter['exclude_external_shared_channels'] === true && channel.isExtShared);
}

/** `default_to_current_conversation`: the channel the view was opened from, if the menu offers it. */
export function withCurrentChannel(
  world: World,
  blocks: readonly JsonObject[],
  state: ReadonlyMap<string, InputState>,
  channelId: string | undefined,
): ReadonlyMap<string, InputState> {
  const channel = channelId === undefined ? undefined : world.channels.get(channelId);
  if (channel === undefined) return state;
  const filled = new Map(state);
  for (const { element, blockId, actionId } of elementsIn(blocks)) {
    if (element['default_to_current_conversation'] !== true || !passesFilter(element, channel)) continue;
    if (element['initial_conversation'] !== undefined) continue;
    filled.set(stateKey(blockId, actionId), {
      type: 'conversations_select',
      selected_conversation: channel.id,
    });
  }
  return filled;
}

/** Whether this person's menu offers the channel. */
export function offersChannel(
  world: World,
  element: JsonObject,
  channel: StoredChannel,
  user: string,
): boolean {
  const kindFits = element['type'] === 'conversations_select' || channel.kind === 'public';
  return kindFits && canSee(world, channel, user) && !channel.isArchived && passesFilter(element, channel);
}
