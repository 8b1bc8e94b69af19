import type { InputBlock, KnownBlock } from '@slack/types';
import { defined } from '#core/defined.ts';
import { blocks, formActions, type PostIn } from '../../ids.ts';
import { context, plainText } from '../blocks.ts';
import { limits } from '../limits.ts';

/** Why the card cannot go where `/restore` was typed. */
export const postInReasons: Readonly<Record<PostIn, string>> = {
  'not-a-member': 'restorebot is not a member of this channel, so it cannot post the request here.',
  'direct-message': 'This is a direct message; the people who must agree would not see the request here.',
  shared: 'This channel is shared with another organization, so restore requests are not posted here.',
  archived: 'This channel is archived, so nothing can be posted here.',
  home: 'You started from the home tab, which is no place for a request.',
  'lookup-failed': 'Slack did not tell whether restorebot can post here.',
};

export function postInBlocks(because: PostIn, chosen: string | undefined): readonly KnownBlock[] {
  const select: InputBlock = {
    type: 'input',
    block_id: blocks.postIn,
    label: plainText('Post in', limits.inputLabel),
    hint: plainText('A channel where restorebot is a member: /invite it there first.', limits.inputHint),
    element: {
      type: 'conversations_select',
      action_id: formActions.input,
      placeholder: plainText('Choose a channel', limits.placeholder),
      filter: {
        include: ['public', 'private'],
        exclude_external_shared_channels: true,
        exclude_bot_users: true,
      },
      ...defined({ initial_conversation: chosen }),
    },
  };
  return [context(`${postInReasons[because]} Choose where it goes.`), select];
}
