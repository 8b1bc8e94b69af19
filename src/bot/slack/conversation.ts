import { z } from 'zod';

const Channel = z.object({
  is_im: z.boolean().optional(),
  is_mpim: z.boolean().optional(),
  is_member: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  is_shared: z.boolean().optional(),
  is_org_shared: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
});
export type ConversationFacts = Readonly<z.output<typeof Channel>>;

/** What conversations.info says of a channel (docs.slack.dev/reference/objects/conversation-object). */
export const Conversation = z.object({ channel: Channel }).transform(({ channel }) => channel);

/** Whether another organization sees it: shared within one organization is no secret to it; anything else is. */
export function isShared(facts: ConversationFacts): boolean {
  if (facts.is_ext_shared === true || facts.is_pending_ext_shared === true) return true;
  return facts.is_shared === true && facts.is_org_shared !== true;
}
