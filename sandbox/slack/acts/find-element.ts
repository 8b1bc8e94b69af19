import { type PlacedElement, elementsIn } from '../block-kit/walk.ts';
import type { JsonObject } from '../control-types.ts';
import { Refused } from './stage.ts';

/** Throws `no_such_element`; `ambiguous_element` when several have this action_id and no block is named. */
export function findElement(
  blocks: readonly JsonObject[],
  actionId: string,
  blockId: string | undefined,
): PlacedElement {
  const found = elementsIn(blocks).filter(
    (one) => one.actionId === actionId && (blockId === undefined || one.blockId === blockId),
  );
  const [first] = found;
  if (first === undefined) {
    const known = elementsIn(blocks).map((one) => one.actionId);
    throw new Refused(
      'no_such_element',
      `there is no ${actionId} here, but ${known.join(', ') || 'nothing'}`,
    );
  }
  if (found.length > 1)
    throw new Refused('ambiguous_element', `several blocks have ${actionId}: give block_id`);
  return first;
}
