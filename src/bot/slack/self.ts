import { z } from 'zod';

/** Whose token ours is, as auth.test says it (docs.slack.dev/reference/methods/auth.test). */
export const Self = z.object({
  user_id: z.string(),
  bot_id: z.string().optional(),
  /** The workspace; of a token for a whole organization, the organization. */
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().optional(),
  /** What the token is allowed, which WebClient reads from the header `x-oauth-scopes`. */
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});
export type Self = Readonly<z.output<typeof Self>>;

/** The workspace we work in; `undefined`: the token is a whole organization's, and the configuration names none. */
export function workspaceOf(self: Self, configured: string | undefined): string | undefined {
  return configured ?? (self.is_enterprise_install === true ? undefined : self.team_id);
}
