import { z } from 'zod';
import { slackLimits } from '../limits.ts';
import { homeBlocks, modalBlocks } from './blocks.ts';
import { plainText } from './composition.ts';

/** Views: docs.slack.dev/reference/views. */

const shared = {
  callback_id: z.string().max(slackLimits.id).optional(),
  private_metadata: z.string().max(slackLimits.privateMetadata).optional(),
  external_id: z.string().max(slackLimits.id).optional(),
};

export const modalView = z
  .strictObject({
    type: z.literal('modal'),
    ...shared,
    title: plainText(slackLimits.viewTitle),
    submit: plainText(slackLimits.viewTitle).optional(),
    close: plainText(slackLimits.viewTitle).optional(),
    blocks: modalBlocks,
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine((view) => view.submit !== undefined || view.blocks.every((block) => block.type !== 'input'), {
    message: 'missing required field: submit (there is an input block)',
    path: ['submit'],
  });

export const homeView = z.strictObject({ type: z.literal('home'), ...shared, blocks: homeBlocks });
