import type { Rendered } from '#bot/ui/blocks.ts';
import { problemsInMessage, problemsInView } from '#sandbox/slack/block-kit/validate.ts';
import type { JsonObject } from '#sandbox/slack/control-types.ts';
import { isObject, objectsIn, textAt } from '#sandbox/slack/json.ts';
import { slackLimits } from '#sandbox/slack/limits.ts';

/** A message or modal as a person reads it: one block a line, buttons in brackets. */
export function words(surface: { readonly blocks: readonly object[] }): string {
  return objectsIn(surface.blocks).map(wordsOfBlock).join('\n');
}

function wordsOfBlock(block: JsonObject): string {
  switch (block['type']) {
    case 'header':
      return `# ${textAt(block['text'], 'text')}`;
    case 'actions':
      return objectsIn(block['elements'])
        .map((element) => `[${wordsOfElement(element)}]`)
        .join(' ');
    case 'context':
      return objectsIn(block['elements'])
        .map((element) => textAt(element, 'text'))
        .join(' | ');
    case 'input':
      return `(${textAt(block['label'], 'text')})`;
    default:
      return textAt(block['text'], 'text') ?? '';
  }
}

/** A button's words; those of a menu behind “⋯” after its sign. */
function wordsOfElement(element: JsonObject): string | undefined {
  if (element['type'] !== 'overflow') return textAt(element['text'], 'text');
  return `⋯ ${objectsIn(element['options'])
    .map((option) => textAt(option['text'], 'text'))
    .join(', ')}`;
}

/** Every string in a surface that Slack would read as mrkdwn. */
export function mrkdwnIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isObject(value)) return [];
  if (value['type'] === 'mrkdwn') return [String(value['text'])];
  return Object.values(value).flatMap(mrkdwnIn);
}

/** What Slack would refuse about a message. */
export function problemsOf(message: Rendered | JsonObject): readonly string[] {
  const { text, blocks }: { readonly text?: unknown; readonly blocks?: unknown } = message;
  if (typeof text !== 'string' || text === '') return ['no text'];
  const tooLong = text.length > slackLimits.updateText ? [`text has ${text.length} characters`] : [];
  return [...problemsInMessage(blocks), ...tooLong];
}

export function problemsOfModal(view: unknown): readonly string[] {
  return problemsOfView(view, 'modal');
}

function problemsOfView(view: unknown, type: 'modal' | 'home'): readonly string[] {
  const bytes = Buffer.byteLength(JSON.stringify(view));
  return [
    ...problemsInView(view, type),
    ...(bytes > slackLimits.viewBytes ? [`the view has ${bytes} bytes`] : []),
  ];
}

/** What Slack would send back for inputs that nobody touched: their initial values. */
export function untouched(blocks: readonly object[]): object {
  const entries = objectsIn(blocks).flatMap((block) => {
    const { element, block_id: id } = block;
    if (!isObject(element)) return [];
    const state = {
      type: element['type'],
      value: element['initial_value'] ?? null,
      selected_option: element['initial_option'] ?? null,
      selected_options: element['initial_options'] ?? [],
      selected_date_time: element['initial_date_time'] ?? null,
      selected_conversation: element['initial_conversation'] ?? null,
    };
    return [[String(id), { [String(element['action_id'])]: state }] as const];
  });
  return Object.fromEntries(entries);
}

/** The same for all that a renderer gives: messages, views, lists of them, or nothing. */
export function problemsInAll(rendered: unknown): readonly string[] {
  if (Array.isArray(rendered)) return rendered.flatMap(problemsInAll);
  if (!isObject(rendered)) return [];
  const { type } = rendered;
  return type === 'modal' || type === 'home' ? problemsOfView(rendered, type) : problemsOf(rendered);
}
