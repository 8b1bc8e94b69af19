import { z } from 'zod';
import { slackLimits } from '../limits.ts';
import { anyText, id, plainText } from './composition.ts';
import { accessory, actionsElement, image, inputElement } from './elements.ts';

/** Blocks: docs.slack.dev/reference/block-kit/blocks. Blocks that are not here are refused as unsupported. */

const blockId = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(slackLimits.text).optional(),
    fields: z.array(anyText(slackLimits.sectionField)).min(1).max(slackLimits.sectionFields).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    message: 'missing required field: text',
  });

const header = z.strictObject({
  type: z.literal('header'),
  ...blockId,
  text: plainText(slackLimits.headerText),
  level: z.int().min(1).max(4).optional(),
});

const divider = z.strictObject({ type: z.literal('divider'), ...blockId });

const context = z.strictObject({
  type: z.literal('context'),
  ...blockId,
  elements: z
    .array(z.union([image, anyText(slackLimits.text)]))
    .min(1)
    .max(slackLimits.contextElements),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  ...blockId,
  elements: z.array(actionsElement).min(1).max(slackLimits.actionsElements),
});

const imageBlock = z.strictObject({
  type: z.literal('image'),
  ...blockId,
  image_url: z.string().min(1).max(slackLimits.imageUrl),
  alt_text: z.string().min(1).max(slackLimits.altText),
  title: plainText(slackLimits.imageTitle).optional(),
});

/** The inside of rich text is not checked, only its outer shape. */
const richText = z.strictObject({
  type: z.literal('rich_text'),
  ...blockId,
  elements: z.array(
    z.looseObject({
      type: z.enum(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']),
      elements: z.array(z.looseObject({ type: z.string() })),
    }),
  ),
});

const input = z.strictObject({
  type: z.literal('input'),
  ...blockId,
  label: plainText(slackLimits.inputLabel),
  hint: plainText(slackLimits.inputHint).optional(),
  element: inputElement,
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

const alert = z.strictObject({
  type: z.literal('alert'),
  ...blockId,
  text: anyText(slackLimits.alertText),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const everywhere = [section, header, divider, context, actions, imageBlock, richText] as const;

const messageBlock = z.discriminatedUnion('type', everywhere);
const homeBlock = z.discriminatedUnion('type', [...everywhere, input]);
const modalBlock = z.discriminatedUnion('type', [...everywhere, input, alert]);

export const messageBlocks = z.array(messageBlock).max(slackLimits.messageBlocks);
export const homeBlocks = z.array(homeBlock).max(slackLimits.viewBlocks);
export const modalBlocks = z.array(modalBlock).max(slackLimits.viewBlocks);
