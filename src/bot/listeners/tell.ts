import type { RespondFn } from '@slack/bolt';
import { type Rendered, rendered, section } from '../ui/blocks.ts';
import { notice } from '../ui/modal.ts';
import type { ListenerDeps } from './deps.ts';

/** Where somebody can be told something that is for them alone. */
export interface Reach {
  readonly user: string;
  /** Absent inside modals. */
  readonly respond?: RespondFn | undefined;
  readonly channel?: string | undefined;
  /** Of a click inside a modal: a word can be laid on top of it. */
  readonly modalTrigger?: string | undefined;
  /** Of a click in the home tab: a modal can be opened with it. */
  readonly homeTrigger?: string | undefined;
}

/**
 * Tells one person, by the first way that works: on top of their modal, the response_url, an ephemeral message
 * (refused where they or we are no member), a direct message.
 */
export async function tell(deps: ListenerDeps, reach: Reach, words: string | Rendered): Promise<void> {
  const said = typeof words === 'string' ? rendered(words, [section(words)]) : words;
  for (const way of ways(deps, reach, said)) {
    try {
      await way();
      return;
    } catch (error) {
      deps.log.debug({ user: reach.user, err: error }, 'notification failed, trying the next way');
    }
  }
  deps.log.error({ user: reach.user }, 'person not notified');
}

function ways({ slack }: ListenerDeps, reach: Reach, said: Rendered): readonly (() => Promise<unknown>)[] {
  const { respond, channel, modalTrigger, homeTrigger, user } = reach;
  const view = notice('restorebot', said.text);
  return [
    ...(modalTrigger === undefined ? [] : [() => slack.pushView(modalTrigger, view)]),
    ...(homeTrigger === undefined ? [] : [() => slack.openView(homeTrigger, view)]),
    ...(respond === undefined
      ? []
      : [() => respond({ ...said, response_type: 'ephemeral', replace_original: false })]),
    ...(channel === undefined ? [] : [() => slack.whisper(channel, user, said)]),
    () => slack.write(user, said),
  ];
}
