import type { Marker } from '../slack/slack-client.ts';
import type { AnnouncerDeps } from './deps.ts';
import { markerType } from './find-post.ts';
import type { Telling } from './telling.ts';

/**
 * What a message carries, so that it can be found again, and so that a Redis that has lost something can be told by
 * what Slack remembers (core/recovery.ts).
 */
export async function markerOf(deps: AnnouncerDeps, { stored }: Telling, nonce: string): Promise<Marker> {
  const { id, state, version, requester } = stored.request;
  const sequence = await deps.store.auditSequence();
  return {
    type: markerType,
    payload: { nonce, request_id: id, requester, state: state.tag, version, sequence },
  };
}
