import { z } from 'zod';

/** Whose token ours is, as auth.test says it (docs.slack.dev/reference/methods/auth.test). */
export const Self = z.object({
  user_id: z.string(),
  bot_id: z.string().optional(),
  /** The workspace; of a token for a whole organization, the organization. */
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  /** A text in some payloads. */
  is_enterprise_install: z.union([z.boolean(), z.stringbool()]).optional(),
  /** What the token is allowed, which WebClient reads from the header `x-oauth-scopes`. */
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});
export type Self = Readonly<z.output<typeof Self>>;

/** Whether an id is of an organization, and of no workspace. */
export function isOrganization(teamId: string): boolean {
  return teamId.startsWith('E');
}

/** Whether the app is installed for a whole organization. */
export function isOrgInstall({ is_enterprise_install: isInstall, team_id: team }: Self): boolean {
  return isInstall === true || isOrganization(team);
}

/** The workspace we work in; `undefined`: the token is a whole organization's, and the configuration names none. */
export function workspaceOf(self: Self, configured: string | undefined): string | undefined {
  return configured ?? (isOrgInstall(self) ? undefined : self.team_id);
}
