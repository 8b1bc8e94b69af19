import type { RestoreRequest } from '#core/restore-request.ts';
import { context, type Rendered, section } from './blocks.ts';
import { name } from './escape.ts';
import { channel, person } from './people.ts';
import { subjectOf } from './plan.ts';
import { requestName } from './request-name.ts';

/** Why a channel takes nothing, as the rest of "because …" (docs.slack.dev/reference/methods/chat.postMessage). */
const reasons: Readonly<Record<string, string>> = {
  is_archived: 'it is archived',
  is_inactive: 'it is archived',
  not_in_channel: 'restorebot is not a member of it',
  channel_not_found: 'restorebot is not a member of it, or it is gone',
  restricted_action: 'its settings do not let restorebot post',
  restricted_action_read_only_channel: 'it is read-only',
  restricted_action_thread_only_channel: 'it takes replies only',
  posting_to_general_channel_denied: 'its settings do not let restorebot post',
  external_channel_migrating: 'Slack is moving it',
};

/**
 * A line where its card is not above it: begins with which restore it is about. The last word and the card say that
 * themselves (`saysSubject`).
 */
export function outOfThread(
  { text, blocks }: Rendered,
  request: RestoreRequest,
  saysSubject: boolean,
): Rendered {
  if (saysSubject) return { text, blocks };
  const subject = name(subjectOf({ plan: request.plan.plan, impact: request.impact }));
  const about = `About the restore of ${subject} that ${person(request.requester)} asked for:`;
  return { text: `${about}\n${text}`, blocks: [section(about), ...blocks] };
}

/** A line that goes to people directly, and why. */
export function inPerson({ text, blocks }: Rendered, request: RestoreRequest, because: string): Rendered {
  const reason = reasons[because] ?? `Slack says ${name(because)}`;
  const why = `restorebot tells you this directly because it cannot post in ${channel(request.channel)}: ${reason}.`;
  return {
    text: `${text}\n${why}`,
    blocks: [...blocks, context(`${why} Request ${requestName(request.id)}.`)],
  };
}
