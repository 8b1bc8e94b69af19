import type { KnownBlock, ModalView, RichTextBlock } from '@slack/types';
import { areKept } from '#core/kept-secrets.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import type { RevealedSecret } from '#service/api.ts';
import { views } from '../ids.ts';
import { section } from './blocks.ts';
import { when } from './date.ts';
import { line, name } from './escape.ts';
import { modal } from './modal.ts';
import { listed, person } from './people.ts';
import { vendorFirst, vendorOf } from './vendor.ts';

/** Of every modal that may show a secret. */
export const secretTitle = 'What came with it';

/** Whether the card has something to show to its requester. */
export function hasSecret({ secrets }: RestoreRequest, now: Date): boolean {
  return secrets !== undefined && areKept(secrets, now);
}

/** What the card says about secrets, mrkdwn: who can see them until when, or why nobody can. */
export function secretLines(
  { request, events }: StoredRequest,
  kind: RestoreKind | undefined,
  now: Date,
): string | undefined {
  const { secrets, requester } = request;
  if (secrets === undefined) return lostLine(events, kind);
  const what = listed(secrets.labels.map(name));
  if (areKept(secrets, now)) {
    return secrets.shownAt === undefined
      ? `:key: *A secret came with it:* ${what}. Only ${person(requester)} can show it, until ${when(secrets.until)}.`
      : `:key: ${person(requester)} has seen what came with it (${what}) and can show it again until ${when(secrets.until)}. Then restorebot deletes it.`;
  }
  return secrets.shownAt === undefined
    ? `:key: A secret came with it (${what}). Nobody has seen it, and it is no longer kept. Make a new one at ${vendorOf(kind)}.`
    : `:key: ${person(requester)} has seen what came with it (${what}), ${when(secrets.shownAt)}. It is no longer kept.`;
}

/** The same for a notification, while somebody must act. */
export function secretSentence(request: RestoreRequest, now: Date): string {
  if (!hasSecret(request, now)) return '';
  return `A secret came with it; ${person(request.requester)} can show it with the button on the card.`;
}

/** Where an answer that held a secret never came, the restore was found or adopted without it. */
function lostLine(events: StoredRequest['events'], kind: RestoreKind | undefined): string | undefined {
  if (kind?.secretInAnswer === undefined) return undefined;
  const last = events.findLast(({ type }) => type === 'submitted' || type === 'adopted');
  if (last === undefined || (last.type === 'submitted' && !last.found)) return undefined;
  return `:key: ${vendorFirst(kind)} returns ${line(kind.secretInAnswer)} only in its answer to the submission, and that answer was lost. restorebot cannot show it. Make a new one at ${vendorOf(kind)}.`;
}

/** The secrets themselves: the only place in which their text is drawn. */
export function renderSecrets(secrets: readonly RevealedSecret[], until: Date): ModalView {
  return modal({
    callbackId: views.notice,
    title: secretTitle,
    ref: { requestId: '' },
    blocks: [
      ...secrets.flatMap(({ label, text }): readonly KnownBlock[] => [
        section(`*${line(label)}*`),
        verbatim(text.reveal()),
      ]),
      section(
        `Put it where it belongs now. You can show it again until ${when(until)}. Then restorebot deletes it. The audit says that you looked.`,
      ),
    ],
  });
}

/**
 * Exactly these characters, to be copied: mrkdwn would read some of them as its own. No input, because Slack sends
 * what is in inputs back to us (docs.slack.dev/reference/block-kit/blocks/rich-text-block).
 */
function verbatim(text: string): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}
