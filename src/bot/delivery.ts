import { z } from 'zod';
import { decodeCardRef, decodeViewRef } from './ids.ts';

/** What Slack has delivered, before anybody looks at whose it is. */
export interface Delivery {
  /** `command`, `block_actions`, `view_submission`, `block_suggestion`, `message_action`; an event's own type. */
  readonly kind: string;
  /** The request that the button or the form names; `undefined`: none yet. It gives no right to anything. */
  readonly requestId: string | undefined;
}

const Body = z.object({
  command: z.string().optional(),
  type: z.string().optional(),
  event: z.object({ type: z.string() }).optional(),
  actions: z.array(z.object({ value: z.string().optional() })).optional(),
  view: z.object({ private_metadata: z.string().optional() }).optional(),
});

export function deliveryOf(body: unknown): Delivery {
  const { success, data } = Body.safeParse(body);
  if (!success) return { kind: 'unreadable', requestId: undefined };
  const { command, event, type, actions, view } = data;
  const ref = decodeCardRef(actions?.[0]?.value) ?? decodeViewRef(view?.private_metadata);
  return {
    kind: event?.type ?? (command === undefined ? (type ?? 'unreadable') : 'command'),
    requestId: ref?.requestId,
  };
}
