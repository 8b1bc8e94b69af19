import type { KnownBlock, ModalView } from '@slack/types';
import { encodeViewRef, type ViewRef, views } from '../ids.ts';
import { plainText, section } from './blocks.ts';
import { limits } from './limits.ts';

export interface ModalFacts {
  readonly callbackId: string;
  readonly title: string;
  readonly submit?: string | undefined;
  readonly close?: string;
  readonly ref: ViewRef;
  readonly blocks: readonly KnownBlock[];
  /** Slack tells when somebody closes it (docs.slack.dev/reference/views). @default it does not */
  readonly notifyOnClose?: boolean;
}

export function modal({
  callbackId,
  title,
  submit,
  close,
  ref,
  blocks,
  notifyOnClose = false,
}: ModalFacts): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plainText(title, limits.viewTitle),
    ...(submit === undefined ? {} : { submit: plainText(submit, limits.viewTitle) }),
    close: plainText(close ?? (submit === undefined ? 'Close' : 'Cancel'), limits.viewTitle),
    private_metadata: encodeViewRef(ref),
    ...(notifyOnClose ? { notify_on_close: true } : {}),
    blocks: blocks.slice(0, limits.viewBlocks),
  };
}

/** A modal that only says something. */
export function notice(title: string, text: string, ref: ViewRef = { requestId: '' }): ModalView {
  return modal({ callbackId: views.notice, title, ref, blocks: [section(text)] });
}
