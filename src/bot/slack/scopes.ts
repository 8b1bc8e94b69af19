/** What the bot token must be allowed to do, and what fails without it; slack-manifest.json asks for the same. */
export const neededScopes: Readonly<Record<string, string>> = {
  commands: 'Slack does not deliver /restore',
  'chat:write': 'no card can be posted',
  'users:read': 'nobody can ask for a restore or approve one',
  'usergroups:read': 'nobody counts as a member of a user group',
  'channels:read': 'restorebot cannot tell whether a public channel is shared with another organization',
  'groups:read': 'restorebot cannot tell whether a private channel is shared with another organization',
  'channels:history': 'cards in public channels are not found again after Redis lost something',
  'groups:history': 'cards in private channels are not found again after Redis lost something',
};
