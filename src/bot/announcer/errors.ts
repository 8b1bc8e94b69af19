/** What an error code of chat.postMessage, chat.update or conversations.* means for telling. */
export type Meaning =
  /** The message, or the parent of the thread, is no longer there. */
  | 'gone'
  /** It is there, and Slack lets nobody edit it. */
  | 'not-editable'
  /** This place takes messages of ours, but no replies. */
  | 'no-thread'
  /** This channel takes no messages of ours. */
  | 'closed'
  /** Slack rejects the content of the message. */
  | 'unfit'
  /** Slack rejects the token or lacks a scope. */
  | 'barred';

/** docs.slack.dev/reference/methods/chat.postMessage, chat.update, conversations.replies: errors. */
const meanings: Readonly<Record<string, Meaning>> = {
  message_not_found: 'gone',
  thread_not_found: 'gone',
  edit_window_closed: 'not-editable',
  cant_update_message: 'not-editable',
  block_mismatch: 'not-editable',
  not_in_channel: 'closed',
  channel_not_found: 'closed',
  is_archived: 'closed',
  is_inactive: 'closed',
  cannot_reply_to_message: 'no-thread',
  restricted_action_non_threadable_channel: 'no-thread',
  restricted_action_thread_locked: 'no-thread',
  restricted_action: 'closed',
  restricted_action_read_only_channel: 'closed',
  restricted_action_thread_only_channel: 'closed',
  posting_to_general_channel_denied: 'closed',
  external_channel_migrating: 'closed',
  // Of direct messages:
  user_not_found: 'closed',
  user_disabled: 'closed',
  user_not_visible: 'closed',
  cannot_dm_bot: 'closed',
  messages_tab_disabled: 'closed',
  invalid_blocks: 'unfit',
  invalid_blocks_format: 'unfit',
  invalid_attachments: 'unfit',
  msg_blocks_too_long: 'unfit',
  msg_too_long: 'unfit',
  not_authed: 'barred',
  invalid_auth: 'barred',
  token_revoked: 'barred',
  token_expired: 'barred',
  account_inactive: 'barred',
  access_denied: 'barred',
  accesslimited: 'barred',
  app_uninstalled: 'barred',
  ekm_access_denied: 'barred',
  enterprise_is_restricted: 'barred',
  missing_scope: 'barred',
  no_permission: 'barred',
  not_allowed_token_type: 'barred',
  org_login_required: 'barred',
  team_access_not_granted: 'barred',
  two_factor_setup_required: 'barred',
};

/** A code that is not in the table closes the place where it was said: the next way is tried, and says which it was. */
export function meaningOf(error: string): Meaning {
  return meanings[error] ?? 'closed';
}
