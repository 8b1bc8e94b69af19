import type { JsonObject } from '../control-types.ts';
import { isObject, objectAt, objectsIn, textAt } from '../json.ts';

/** One interactive element and the block it is in. */
export interface PlacedElement {
  readonly blockId: string;
  readonly actionId: string;
  readonly block: JsonObject;
  readonly element: JsonObject;
  /** As a JSON pointer below the list of blocks. */
  readonly pointer: string;
}

function elementsOf(block: JsonObject): readonly { element: JsonObject; at: string }[] {
  const single = ['accessory', 'element'].flatMap((key) => {
    const element = objectAt(block, key);
    return element === undefined ? [] : [{ element, at: key }];
  });
  const listed =
    block['type'] === 'actions'
      ? objectsIn(block['elements']).map((element, index) => ({ element, at: `elements/${index}` }))
      : [];
  return [...single, ...listed].filter(({ element }) => element['type'] !== 'image');
}

/** Every element a person can use, in the order of the page. */
export function elementsIn(blocks: readonly JsonObject[]): readonly PlacedElement[] {
  return blocks.flatMap((block, index) =>
    elementsOf(block).map(({ element, at }) => ({
      blockId: textAt(block, 'block_id') ?? '',
      actionId: textAt(element, 'action_id') ?? '',
      block,
      element,
      pointer: `/blocks/${index}/${at}`,
    })),
  );
}

/** Slack gives an id to every block and element that came without one. */
export function withIds(blocks: readonly JsonObject[], newId: () => string): readonly JsonObject[] {
  function named(element: unknown): unknown {
    if (!isObject(element) || ['image', 'plain_text', 'mrkdwn'].includes(textAt(element, 'type') ?? ''))
      return element;
    return { ...element, action_id: element['action_id'] ?? newId() };
  }
  return blocks.map((block) => ({
    ...block,
    block_id: block['block_id'] ?? newId(),
    ...(block['accessory'] === undefined ? {} : { accessory: named(block['accessory']) }),
    ...(block['element'] === undefined ? {} : { element: named(block['element']) }),
    ...(block['type'] === 'actions' ? { elements: objectsIn(block['elements']).map(named) } : {}),
  }));
}
