import { z } from 'zod';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';

const Mark = z.object({
  event_type: z.literal('restorebot'),
  event_payload: z.object({ nonce: z.string(), request_id: z.string(), state: z.string() }),
});

/** What one of restorebot's own messages carries, so that it can be recognized. */
export function markOf(
  message: ShownMessage | undefined,
): z.output<typeof Mark>['event_payload'] | undefined {
  return Mark.safeParse(message?.metadata).data?.event_payload;
}

export function nonceOf(message: ShownMessage): string | undefined {
  return markOf(message)?.nonce;
}
