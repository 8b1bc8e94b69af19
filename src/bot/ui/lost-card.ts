import type { SeenCard } from '#core/recovery.ts';
import { context, header, type Rendered, rendered, section } from './blocks.ts';
import { person } from './people.ts';
import { requestName } from './request-name.ts';

const lost =
  'The record of this request is lost. Check the target in the vendor’s console before you ask again.';

/** The card of a request that the record no longer knows: what it said before, and no buttons. */
export function renderLostCard(card: Pick<SeenCard, 'requestId' | 'text'>): Rendered {
  return rendered(`${lost} Before that, this card said: ${card.text}`, [
    header('Record lost'),
    section(`:warning: *${lost}*`),
    section(before(card)),
    context(`Request ${requestName(card.requestId)}`),
  ]);
}

/** The line below such a card, and in the channel. */
export function renderLostLine({
  requestId,
  requester,
}: Pick<SeenCard, 'requestId' | 'requester'>): Rendered {
  const who = requester === undefined ? '' : ` ${person(requester)}:`;
  const text = `:warning:${who} ${lost} restorebot’s database was emptied or set back, so it no longer follows request ${requestName(requestId)}. A restore that is already running continues.`;
  return rendered(text, [section(text)]);
}

/** The line below a card that had gone further than the record knows. */
export function renderSetBackLine(card: Pick<SeenCard, 'text' | 'requester'>): Rendered {
  const who = card.requester === undefined ? '' : ` ${person(card.requester)}:`;
  const text = `:warning:${who} restorebot’s database was set back, and what happened to this request since then is lost. The card shows again what the record knows. Check the target in the vendor’s console before you decide.`;
  return rendered(text, [section(text), section(before(card))]);
}

/** A card's own words: they are mrkdwn of ours, escaped when they were written. */
function before({ text }: Pick<SeenCard, 'text'>): string {
  return `Before that, this card said:\n>${text.replaceAll('\n', '\n>')}`;
}
