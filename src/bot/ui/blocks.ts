import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { defined } from '#core/defined.ts';
import { clip, clipMrkdwn, limits } from './limits.ts';

/** A message as Slack takes it: `text` says all of it, for a notification and a screen reader. */
export interface Rendered {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function rendered(text: string, blocks: readonly KnownBlock[]): Rendered {
  return { text: clipMrkdwn(text, limits.messageText), blocks: blocks.slice(0, limits.messageBlocks) };
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: clip(text === '' ? ' ' : text, max), emoji: true };
}

/** `verbatim`: Slack makes no links and no mentions out of what only looks like them. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: clipMrkdwn(text === '' ? ' ' : text, limits.text), verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.header) };
}

export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

export function context(...texts: readonly string[]): ContextBlock {
  return { type: 'context', elements: texts.slice(0, limits.contextElements).map((text) => mrkdwn(text)) };
}

/** What a card offers to do. */
export type CardElement = Button | Overflow;

export interface ButtonFacts {
  readonly actionId: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
}

export function button(text: string, { actionId, value, style, confirm }: ButtonFacts): Button {
  return {
    type: 'button',
    text: plainText(text, limits.buttonText),
    action_id: actionId,
    value,
    ...defined({ style, confirm }),
  };
}

/** A menu behind “⋯” with one entry: what must not be clicked by mistake for the button next to it. */
export function behindMore(text: string, { actionId, value }: ButtonFacts): Overflow {
  return {
    type: 'overflow',
    action_id: actionId,
    options: [{ text: plainText(text, limits.optionText), value }],
  };
}

export function actions(buttons: readonly CardElement[], blockId: string): readonly ActionsBlock[] {
  if (buttons.length === 0) return [];
  return [{ type: 'actions', block_id: blockId, elements: buttons.slice(0, limits.actionsElements) }];
}

export function confirm(title: string, text: string, yes: string, no: string): ConfirmationDialog {
  return {
    title: plainText(title, limits.confirmTitle),
    text: plainText(text, limits.confirmText),
    confirm: plainText(yes, limits.confirmButton),
    deny: plainText(no, limits.confirmButton),
  };
}
