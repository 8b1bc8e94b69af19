import type { StoredRequest } from '#core/ports.ts';
import type { Message } from '#core/thread.ts';
import { cardActions, decodeViewRef } from '../ids.ts';
import type { ActionPayload } from './payloads.ts';

/**
 * Whether a button of this request can stand where the click says that it stood: on its card, on a former one, on
 * another message that told of it, in a form about it, or in an answer to `/restore status`.
 * `isMarked`: it was drawn for the person who clicked, in such an answer.
 */
export function standsThere(
  { request, thread }: StoredRequest,
  payload: ActionPayload,
  isMarked: boolean,
): boolean {
  if (isMarked) return true;
  const { channel, message, container, user, actions, view } = payload;
  if (view !== undefined) {
    const isOffered = actions.every((each) => each.action_id === cardActions.useNewer);
    return isOffered && decodeViewRef(view.private_metadata)?.requestId === request.id;
  }
  if (channel === undefined) return false;
  if (container?.is_ephemeral === true) {
    // Drawn by a version that marked none.
    return (
      user.id === request.requester && actions.every((each) => each.action_id === cardActions.showSecret)
    );
  }
  const told: readonly Message[] = [
    ...(thread.card === undefined ? [] : [thread.card]),
    ...Object.values(thread.lines),
  ];
  return (
    told.some((each) => isAt(each, channel.id, message?.ts, user.id)) ||
    (thread.formerCards ?? []).some((each) => each.channel === channel.id && each.ts === message?.ts)
  );
}

/** Somebody may click before it is written down where a message stands; then the place alone has to do. */
function isAt(told: Message, channel: string, ts: string | undefined, user: string): boolean {
  if (told.tag === 'posted') return told.channel === channel && told.ts === ts;
  return told.channel === channel || (told.channel === user && channel.startsWith('D'));
}
